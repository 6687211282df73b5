using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>From a position in a template to the place in the source where the literal has it.</summary>
internal static class TemplateLocation
{
    /// <summary>The part inside the literal; the whole argument where it is no literal, or one whose text cannot be followed.</summary>
    public static Location Find(AttributeSyntax attribute, int template, int start, int length) => TryFind(attribute, template, start, length)
        ?? Expression(attribute, template)?.GetLocation()
        ?? attribute.GetLocation();

    /// <summary>The part inside the literal; null where it is no literal, or one whose text cannot be followed.</summary>
    public static Location? TryFind(AttributeSyntax attribute, int template, int start, int length)
    {
        if (Expression(attribute, template) is not LiteralExpressionSyntax { Token: var token } || Offsets(token) is not { } offsets)
        {
            return null;
        }

        var last = offsets.Count - 1;
        var from = offsets[Math.Min(start, last)];
        var to = offsets[(int)Math.Min((long)start + length, last)];

        // Where something is missing at the end, the last character shows where it would have gone on.
        if (to <= from)
        {
            from = offsets[Math.Max(0, Math.Min(start, last) - 1)];
        }

        return Location.Create(token.SyntaxTree!, TextSpan.FromBounds(token.SpanStart + from, token.SpanStart + to));
    }

    /// <summary>The text of a named argument without its quotes; null where it is no literal of one word.</summary>
    public static Location? TryFindNamed(AttributeSyntax attribute, string name) =>
        Argument(attribute, name)?.Expression is LiteralExpressionSyntax { Token: var token } && token.IsKind(SyntaxKind.StringLiteralToken)
            && token.Text == $"\"{token.ValueText}\"" && token.ValueText.Length > 0
            ? Location.Create(token.SyntaxTree!, new TextSpan(token.SpanStart + 1, token.ValueText.Length))
            : null;

    /// <summary>The value of a named argument, or the attribute where it has none of that name.</summary>
    public static Location Named(AttributeSyntax attribute, string name) =>
        (Argument(attribute, name)?.Expression as SyntaxNode ?? attribute).GetLocation();

    private static AttributeArgumentSyntax? Argument(AttributeSyntax attribute, string name) =>
        attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);

    /// <summary>The expression of a template: an argument of its own, or an element of the array that is the last.</summary>
    private static ExpressionSyntax? Expression(AttributeSyntax attribute, int template)
    {
        var arguments = attribute.ArgumentList?.Arguments.Where(static argument => argument.NameEquals is null).Select(static argument => argument.Expression).ToArray() ?? [];
        var elements = arguments.Length != 2 ? null : arguments[1] switch
        {
            ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: var items } => items.ToArray(),
            ArrayCreationExpressionSyntax { Initializer.Expressions: var items } => items.ToArray(),
            CollectionExpressionSyntax collection => [.. collection.Elements.OfType<ExpressionElementSyntax>().Select(static element => element.Expression)],
            _ => null,
        };
        return template > 0 && elements is not null ? elements.ElementAtOrDefault(template - 1) : arguments.ElementAtOrDefault(template);
    }

    /// <summary>Where each character of the literal's value begins in its token, and where the last one ends.</summary>
    private static List<int>? Offsets(SyntaxToken token)
    {
        var text = token.Text;
        var value = token.ValueText;
        var offsets = new List<int>(value.Length + 1);
        if (token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken))
        {
            var quotes = text.TakeWhile(static character => character == '"').Count();
            offsets.AddRange(Enumerable.Range(quotes, value.Length + 1));
            return offsets;
        }

        if (!token.IsKind(SyntaxKind.StringLiteralToken))
        {
            return null;
        }

        var isVerbatim = text.StartsWith("@", StringComparison.Ordinal);
        var position = isVerbatim ? 2 : 1;
        while (offsets.Count < value.Length && position < text.Length)
        {
            offsets.Add(position);
            var escape = isVerbatim ? (text[position] == '"' ? 2 : 1) : EscapeLength(text, position);

            // \U takes two characters of the value where it is beyond the first plane.
            if (escape == 10 && char.IsHighSurrogate(value[offsets.Count - 1]))
            {
                offsets.Add(position);
            }

            position += escape;
        }

        offsets.Add(position);
        return offsets.Count == value.Length + 1 ? offsets : null;
    }

    private static int EscapeLength(string text, int position)
    {
        if (text[position] != '\\' || position + 1 >= text.Length)
        {
            return 1;
        }

        switch (text[position + 1])
        {
            case 'u':
                return 6;
            case 'U':
                return 10;
            case 'x':
                var digits = 0;
                while (digits < 4 && position + 2 + digits < text.Length && Uri.IsHexDigit(text[position + 2 + digits]))
                {
                    digits++;
                }

                return 2 + digits;
            default:
                return 2;
        }
    }
}
