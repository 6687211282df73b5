using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Repositories;

/// <summary>What generated code may name.</summary>
internal static class MemberAccess
{
    /// <summary>The compiler lets a type use it.</summary>
    /// <param name="symbol">A member, an accessor or a constructor.</param>
    /// <param name="within">The type that uses it.</param>
    public static bool IsPossible(ISymbol symbol, INamedTypeSymbol within) => symbol.DeclaredAccessibility switch
    {
        Accessibility.Public => true,
        Accessibility.Internal or Accessibility.ProtectedOrInternal =>
            SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, within.ContainingAssembly)
            || symbol.ContainingAssembly?.GivesAccessTo(within.ContainingAssembly) == true,
        _ => false,
    } && !IsForbidden(symbol);

    private static bool IsForbidden(ISymbol symbol) => symbol.GetAttributes().Any(static attribute =>
        attribute.AttributeClass.Is("System.ObsoleteAttribute") && attribute.ConstructorArguments is [_, { Value: true }]);
}
