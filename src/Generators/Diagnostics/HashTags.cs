using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Repositories;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>Puts a placeholder into a hash tag, in every template of the type that names keys of the same form: one that kept the old form would miss what the others write.</summary>
internal static class HashTags
{
    /// <summary>The edits; empty where they would contradict each other.</summary>
    /// <param name="method">The method whose keys are apart.</param>
    /// <param name="attribute">Its attribute.</param>
    /// <param name="shared">The placeholder that its keys share.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static IReadOnlyList<(AttributeSyntax Attribute, TemplateEdit Edit)> Of(
        IMethodSymbol method, AttributeSyntax attribute, string shared, CancellationToken cancellationToken)
    {
        // The form of each key, and which of its parts becomes the tag.
        var forms = new Dictionary<string, int>(StringComparer.Ordinal);
        var own = RouteSettings.AttributesOf(method).FirstOrDefault(data => data.ApplicationSyntaxReference?.Span == attribute.Span);
        foreach (var (token, _) in own is null ? [] : Keys(own))
        {
            var form = Form(token);
            var part = token.Parts.TakeWhile(part => part.Placeholder?.Expression != shared).Count();
            if (forms.TryGetValue(form, out var known) && known != part)
            {
                return [];
            }

            forms[form] = part;
        }

        var edits = new List<(AttributeSyntax, TemplateEdit)>();
        foreach (var data in method.ContainingType.GetMembers().OfType<IMethodSymbol>()
            .Where(static member => member.PartialDefinitionPart is null)
            .SelectMany(RouteSettings.AttributesOf))
        {
            if (data.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is not AttributeSyntax syntax)
            {
                continue;
            }

            foreach (var (token, template) in Keys(data))
            {
                if (forms.TryGetValue(Form(token), out var part) && token.Parts[part].Placeholder is { } placeholder)
                {
                    edits.Add((syntax, new TemplateEdit(
                        template, placeholder.Start - 1, placeholder.Expression.Length + 2, "{{{" + placeholder.Expression + "}}}")));
                }
            }
        }

        return edits;
    }

    private static IEnumerable<(TemplateToken Token, int Template)> Keys(AttributeData attribute)
    {
        var settings = new RouteSettings(attribute);
        return TemplateKeys.Of(settings, settings.Commands.Select(static command => TemplateBinding.Bind(command)));
    }

    private static string Form(TemplateToken token) => string.Concat(token.Parts.Select(static part => part.Placeholder is null ? part.Literal : "\u0001"));
}
