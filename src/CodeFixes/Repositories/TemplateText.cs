using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>An argument as a token of a command template.</summary>
internal static class TemplateText
{
    /// <summary>The token; null where the argument is not made of constants and the method's parameters alone.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="method">The method whose parameters a template can name.</param>
    /// <param name="used">The parameters that the token uses are added to it.</param>
    public static string? Of(IOperation value, IMethodSymbol method, HashSet<string> used)
    {
        value = value.Unconverted();
        if (value.ConstantValue is { HasValue: true, Value: var constant })
        {
            return constant switch
            {
                string text => Literal(text),
                bool => null,
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                _ => null,
            };
        }

        return value is IInterpolatedStringOperation interpolated ? Interpolated(interpolated, method, used)
            : Path(value, method, used) is { } path ? "{" + path + "}"
            : null;
    }

    private static string? Interpolated(IInterpolatedStringOperation interpolated, IMethodSymbol method, HashSet<string> used)
    {
        var text = new StringBuilder();
        foreach (var part in interpolated.Parts)
        {
            switch (part)
            {
                case IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string literal } } when Escape(literal) is { } escaped:
                    text.Append(escaped);
                    break;
                case IInterpolationOperation { FormatString: null, Alignment: null } hole when Path(hole.Expression.Unconverted(), method, used) is { } path:
                    text.Append('{').Append(path).Append('}');
                    break;
                default:
                    return null;
            }
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>A parameter, or a chain of members that begins with one.</summary>
    private static string? Path(IOperation value, IMethodSymbol method, HashSet<string> used)
    {
        switch (value)
        {
            case IParameterReferenceOperation { Parameter: var parameter } when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method):
                used.Add(parameter.Name);
                return parameter.Name;
            case IPropertyReferenceOperation { Instance: { } instance, Arguments.IsEmpty: true, Property.Name: var name, Syntax: MemberAccessExpressionSyntax }:
                return Path(instance, method, used) is { } owner ? $"{owner}.{name}" : null;
            case IFieldReferenceOperation { Instance: { } instance, Field.Name: var name, Syntax: MemberAccessExpressionSyntax }:
                return Path(instance, method, used) is { } holder ? $"{holder}.{name}" : null;
            default:
                return null;
        }
    }

    private static string? Literal(string text) => Escape(text) is { Length: > 0 } escaped ? escaped : null;

    /// <summary>Text with its braces doubled; null for what a token cannot hold without quotes.</summary>
    private static string? Escape(string text) =>
        text.Any(static letter => char.IsWhiteSpace(letter) || letter is '"' or '\\' or '[' or ']') ? null : text.Replace("{", "{{").Replace("}", "}}");
}
