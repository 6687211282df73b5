using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>The arguments of one command, and the statements that put them into a command line.</summary>
internal sealed class CommandArguments
{
    /// <summary>The type of a command line in generated code.</summary>
    public const string CommandLine = "global::RedisSafety.CodeGeneration.RedisCommandLine";

    private readonly IMethodSymbol _method;
    private readonly CommandTemplate _template;
    private readonly string _router;

    public CommandArguments(IMethodSymbol method, CommandTemplate template, IEnumerable<BoundToken> tokens, string router)
    {
        _method = method;
        _template = template;
        _router = router;
        All = [.. tokens.Where(static token => token.Role != TokenRole.Name).Select(token => new CallArgument(method, token, router))];
    }

    /// <summary>In the order of the template, the command's name left out.</summary>
    public IReadOnlyList<CallArgument> All { get; }

    public bool HasKey => All.Any(static argument => argument.Bound.IsKey || IsKeyedGroup(argument));

    public bool HasManyKeys =>
        All.Count(static argument => argument.Bound.IsKey) > 1
        || All.Any(static argument => argument is { Bound.IsKey: true, Element: not null } || IsKeyedGroup(argument));

    /// <summary>What keeps them from travelling.</summary>
    public IEnumerable<Problem> Problems()
    {
        foreach (var argument in All)
        {
            if (argument.Problem() is { } problem)
            {
                yield return problem;
            }
        }

        for (var i = 0; i < _template.Groups.Count; i++)
        {
            var group = _template.Groups[i];
            if (Placeholders(i).All(placeholder => PlaceholderType.Find(_method, placeholder) is not null && !PlaceholderType.MayBeNull(_method, placeholder)))
            {
                yield return Problem.InTemplate(
                    RepositoryDescriptors.TypeCannotTravel,
                    group.Start,
                    group.Length,
                    suggestion: null,
                    "An optional part is left out where one of its parameters is null, and none of these can be; make one nullable, or remove the brackets");
            }
        }
    }

    /// <summary>The statements that make a command line of them.</summary>
    /// <param name="line">The name of the local variable.</param>
    /// <param name="subcommand">The second word of the command's name; null where it has one.</param>
    /// <param name="needsSerializer">The reply is read with a serializer.</param>
    public string Statements(string line, string? subcommand, bool needsSerializer)
    {
        var text = new StringBuilder();

        // Not var, which may be the name of a type.
        text.Append($"{CommandLine} {line} = new({All.Count + (subcommand is null ? 0 : 1)})");
        text.Append(needsSerializer ? $" {{ Serializer = {_router}.Serializer }}" : "").Append(";\n");
        if (subcommand is not null)
        {
            text.Append($"{line}.Word({SymbolDisplay.FormatLiteral(subcommand, quote: true)});\n");
        }

        for (var i = 0; i < All.Count; i++)
        {
            var group = All[i].Bound.Token.Group;
            if (group < 0)
            {
                text.Append(line).Append(All[i].Append()).Append(";\n");
                continue;
            }

            var conditions = Placeholders(group)
                .Where(placeholder => PlaceholderType.MayBeNull(_method, placeholder))
                .Select(placeholder => $"{PlaceholderType.Path(_method, placeholder)} is not null")
                .Distinct();
            text.Append($"if ({string.Join(" && ", conditions)})\n{{\n");
            for (; i < All.Count && All[i].Bound.Token.Group == group; i++)
            {
                text.Append("    ").Append(line).Append(All[i].Append()).Append(";\n");
            }

            i--;
            text.Append("}\n");
        }

        return text.ToString();
    }

    private static bool IsKeyedGroup(CallArgument argument) =>
        argument.Bound is { Role: TokenRole.Groups, Argument.Children: [{ Kind: ArgumentKind.Key }, ..] };

    private IEnumerable<TemplatePlaceholder> Placeholders(int group) => _template.Tokens
        .Where(token => token.Group == group)
        .SelectMany(static token => token.Parts)
        .Select(static part => part.Placeholder)
        .OfType<TemplatePlaceholder>();
}
