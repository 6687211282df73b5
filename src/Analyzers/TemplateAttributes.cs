using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>The attributes <c>[ReadReplica]</c> and <c>[Primary]</c> as they stand on a method.</summary>
internal static class TemplateAttributes
{
    /// <summary>The attribute is of the type, which is null where the compilation has none.</summary>
    public static bool Is(this AttributeData attribute, INamedTypeSymbol? wanted) =>
        wanted is not null && SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, wanted);

    /// <summary>The command templates: one, or several in an array. One that is no text is empty, so that each keeps its place.</summary>
    public static IEnumerable<string> Templates(this AttributeData attribute) => attribute.ConstructorArguments.SelectMany(Texts);

    private static IEnumerable<string> Texts(TypedConstant argument) => argument.Kind == TypedConstantKind.Array
        ? argument.Values.IsDefault ? [] : argument.Values.SelectMany(Texts)
        : [argument.Value as string ?? ""];
}
