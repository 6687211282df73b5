using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RedisSafety.Generators.Repositories;

/// <summary>How a class or record is made of the fields of a hash: by its constructor's parameters, then by what else can be set.</summary>
internal sealed class RecordBinding
{
    private readonly INamedTypeSymbol _type;
    private readonly IMethodSymbol _constructor;
    private readonly IReadOnlyList<(string Name, ITypeSymbol Type)> _properties;

    private RecordBinding(INamedTypeSymbol type, IMethodSymbol constructor, IReadOnlyList<(string Name, ITypeSymbol Type)> properties)
    {
        _type = type;
        _constructor = constructor;
        _properties = properties;
    }

    /// <summary>Some field has no native form.</summary>
    public bool NeedsSerializer =>
        _constructor.Parameters.Select(static parameter => parameter.Type).Concat(_properties.Select(static property => property.Type)).Any(static type => !TypeForm.IsNative(type));

    /// <summary>The binding of a type whose instances have several parts; null for any other.</summary>
    /// <param name="result">The type.</param>
    /// <param name="within">The type in which it is made, which decides what is accessible.</param>
    public static RecordBinding? Find(ITypeSymbol result, INamedTypeSymbol within)
    {
        if (TypeForm.Underlying(result) is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, IsTupleType: false } type
            || TypeForm.IsNative(type)
            || TypeForm.ElementOf(type) is not null
            || type.ContainingNamespace?.ToDisplayString().StartsWith("StackExchange.Redis", StringComparison.Ordinal) == true
            || type.SpecialType == SpecialType.System_Object)
        {
            return null;
        }

        // What a record copies itself with is no way to make one.
        var constructor = type.InstanceConstructors
            .Where(candidate => MemberAccess.IsPossible(candidate, within)
                && !candidate.Parameters.Any(parameter => parameter.RefKind != RefKind.None || SymbolEqualityComparer.Default.Equals(parameter.Type, type)))
            .OrderByDescending(static candidate => candidate.Parameters.Length)
            .FirstOrDefault();
        if (constructor is null)
        {
            return null;
        }

        var properties = new List<(string, ITypeSymbol)>();
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var property in declaring.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { IsStatic: false, IsIndexer: false, SetMethod: { } setter } && MemberAccess.IsPossible(property, within) && MemberAccess.IsPossible(setter, within)
                    && !constructor.Parameters.Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase))
                    && !properties.Any(known => known.Item1 == property.Name))
                {
                    properties.Add((property.Name, property.Type));
                }
            }
        }

        return constructor.Parameters.Length + properties.Count == 0 ? null : new RecordBinding(type, constructor, properties);
    }

    /// <summary>The expression that makes an instance, over <c>fields</c>.</summary>
    public string Create()
    {
        var text = new StringBuilder("new ").Append(RepositoryParser.Name(_type.WithNullableAnnotation(NullableAnnotation.NotAnnotated))).Append('(');
        text.Append(string.Join(", ", _constructor.Parameters.Select(parameter =>
        {
            var read = Field(parameter.Name, parameter.Type);
            return parameter.HasExplicitDefaultValue && Default(parameter) is { } value
                ? $"fields.Has({Literal(parameter.Name)}) ? {read} : {value}"
                : read;
        }))).Append(')');
        if (_properties.Count > 0)
        {
            text.Append(" { ")
                .Append(string.Join(", ", _properties.Select(property => $"{RepositoryParser.Identifier(property.Name)} = {Field(property.Name, property.Type)}")))
                .Append(" }");
        }

        return text.ToString();
    }

    private static string Field(string name, ITypeSymbol type)
    {
        var optional = TypeForm.MayBeNull(type);
        var argument = RepositoryParser.Name(type.WithNullableAnnotation(
            TypeForm.IsNullableStruct(type) ? NullableAnnotation.Annotated : NullableAnnotation.NotAnnotated));
        var method = (optional ? "Optional" : "Required") + (TypeForm.IsNative(type) ? "" : "Serialized");
        return $"fields.{method}<{argument}>({Literal(name)})";
    }

    private static string? Default(IParameterSymbol parameter)
    {
        var type = RepositoryParser.Name(parameter.Type);
        return parameter.ExplicitDefaultValue switch
        {
            null => $"default({type})",
            string text => Literal(text),
            bool flag => flag ? "true" : "false",
            char letter => SymbolDisplay.FormatLiteral(letter, quote: true),
            double number when double.IsNaN(number) || double.IsInfinity(number) => null,
            float number when float.IsNaN(number) || float.IsInfinity(number) => null,
            decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
            double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
            float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
            IFormattable number => $"({type})({number.ToString(null, CultureInfo.InvariantCulture)})",
            _ => null,
        };
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
