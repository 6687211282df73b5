using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// A key as a sequence of constant texts and symbols. Two terms of the same sequence are the same key as long as none of their
/// symbols is assigned; anything else is not known to be.
/// </summary>
internal sealed class KeyTerm
{
    private readonly ImmutableArray<object> _parts;

    private KeyTerm(ImmutableArray<object> parts, ImmutableHashSet<ISymbol> symbols, string written)
    {
        _parts = parts;
        Symbols = symbols;
        Written = written;
    }

    /// <summary>What the key is made of: an assignment to one of these makes it another.</summary>
    public ImmutableHashSet<ISymbol> Symbols { get; }

    /// <summary>The key as the code writes it.</summary>
    public string Written { get; }

    /// <summary>The term of an expression; null where it cannot be told.</summary>
    public static KeyTerm? Of(IOperation expression)
    {
        var builder = new Builder();
        return builder.Add(expression, depth: 0) ? builder.Build(expression.Syntax.ToString().Trim('"', '$', '@')) : null;
    }

    /// <summary>The term of a template's key in a call of its method; null where an argument cannot be told.</summary>
    public static KeyTerm? Of(TemplateToken token, IInvocationOperation call)
    {
        var builder = new Builder();
        foreach (var part in token.Parts)
        {
            if (part.Literal is { } literal)
            {
                builder.Text(literal);
                continue;
            }

            var argument = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == part.Placeholder!.Name);
            if (argument is null || !builder.Add(argument.Value, depth: 0))
            {
                return null;
            }

            foreach (var member in part.Placeholder!.Members)
            {
                builder.Text("\0." + member);
            }
        }

        return builder.Build(string.Concat(token.Parts.Select(static part => part.Literal ?? part.Placeholder!.ToString())));
    }

    public bool IsSame(KeyTerm other) => _parts.SequenceEqual(other._parts, PartComparer.Instance);

    private sealed class PartComparer : IEqualityComparer<object>
    {
        public static readonly PartComparer Instance = new();

        bool IEqualityComparer<object>.Equals(object? x, object? y) =>
            x is ISymbol symbol ? SymbolEqualityComparer.Default.Equals(symbol, y as ISymbol) : Equals(x, y);

        int IEqualityComparer<object>.GetHashCode(object value) => 0;
    }

    private sealed class Builder
    {
        private const int Deepest = 16;
        private readonly ImmutableArray<object>.Builder _parts = ImmutableArray.CreateBuilder<object>();
        private readonly ImmutableHashSet<ISymbol>.Builder _symbols = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);

        public KeyTerm Build(string written) => new(_parts.ToImmutable(), _symbols.ToImmutable(), written);

        public void Text(string text)
        {
            if (_parts.Count > 0 && _parts[_parts.Count - 1] is string before)
            {
                _parts[_parts.Count - 1] = before + text;
            }
            else if (text.Length > 0)
            {
                _parts.Add(text);
            }
        }

        public bool Add(IOperation? expression, int depth)
        {
            if (expression is null || depth > Deepest)
            {
                return false;
            }

            if (expression.ConstantValue is { HasValue: true, Value: { } constant })
            {
                Text(Convert.ToString(constant, CultureInfo.InvariantCulture) ?? "");
                return true;
            }

            switch (expression)
            {
                case IConversionOperation conversion:
                    return Add(conversion.Operand, depth + 1);
                case IParenthesizedOperation parenthesized:
                    return Add(parenthesized.Operand, depth + 1);
                case ILocalReferenceOperation local:
                    return Symbol(local.Local);
                case IParameterReferenceOperation parameter:
                    return Symbol(parameter.Parameter);
                case IInstanceReferenceOperation:
                    Text("\0this");
                    return true;
                case IFieldReferenceOperation field:
                    return (field.Instance is null || Add(field.Instance, depth + 1)) && Symbol(field.Field);
                case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                    return (property.Instance is null || Add(property.Instance, depth + 1)) && Symbol(property.Property);
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                    return Add(sum.LeftOperand, depth + 1) && Add(sum.RightOperand, depth + 1);
                case IInterpolatedStringOperation interpolated:
                    return interpolated.Parts.All(part => Part(part, depth));
                case IInvocationOperation { TargetMethod: { Name: "Append", ContainingType.Name: "RedisKey" }, Instance: { } key, Arguments: [var suffix] }:
                    return Add(key, depth + 1) && Add(suffix.Value, depth + 1);
                case IObjectCreationOperation { Type.Name: "RedisKey", Arguments: [var only], Initializer: null }:
                    return Add(only.Value, depth + 1);
                case IInvocationOperation call:
                    return Call(call, depth);
                default:
                    return false;
            }
        }

        private bool Part(IInterpolatedStringContentOperation part, int depth)
        {
            switch (part)
            {
                case IInterpolatedStringTextOperation text:
                    return Add(text.Text, depth + 1);
                case IInterpolationOperation hole:
                    if (!Add(hole.Expression, depth + 1))
                    {
                        return false;
                    }

                    if (hole.FormatString is not null || hole.Alignment is not null)
                    {
                        Text("\0:" + hole.FormatString?.Syntax + "," + hole.Alignment?.Syntax);
                    }

                    return true;
                default:
                    return false;
            }
        }

        // A method is taken to build the same key of the same arguments: that is what such methods are for.
        private bool Call(IInvocationOperation call, int depth)
        {
            if (call.TargetMethod.ReturnType.SpecialType != SpecialType.System_String && call.TargetMethod.ReturnType.Name != "RedisKey")
            {
                return false;
            }

            _parts.Add(call.TargetMethod);
            Text("(");
            if (call.Instance is not null && !Add(call.Instance, depth + 1))
            {
                return false;
            }

            foreach (var argument in call.Arguments.OrderBy(static argument => argument.Parameter?.Ordinal))
            {
                Text("\0,");
                var value = argument.Value;
                if (value is IArrayCreationOperation { Initializer: { } elements } ? !elements.ElementValues.All(element => Add(element, depth + 1)) : !Add(value, depth + 1))
                {
                    return false;
                }
            }

            Text("\0)");
            return true;
        }

        private bool Symbol(ISymbol symbol)
        {
            _symbols.Add(symbol);
            _parts.Add(symbol);
            return true;
        }
    }
}
