using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Repositories;

/// <summary>The types that the generator knows by name.</summary>
internal static class WellKnownNames
{
    public const string PrimaryAttribute = "RedisSafety.PrimaryAttribute";
    public const string ReadReplicaAttribute = "RedisSafety.ReadReplicaAttribute";
    public const string ReadDefaultsAttribute = "RedisSafety.ReadDefaultsAttribute";
    public const string Router = "RedisSafety.IRedisRouter";

    /// <summary>By full name, so that a look-alike in another namespace is nothing to us.</summary>
    public static bool Is(this ITypeSymbol? type, string fullName) =>
        type is INamedTypeSymbol { ContainingType: null } named
        && fullName.Length == named.ContainingNamespace.ToDisplayString().Length + named.MetadataName.Length + 1
        && fullName.EndsWith("." + named.MetadataName, StringComparison.Ordinal)
        && fullName.StartsWith(named.ContainingNamespace.ToDisplayString(), StringComparison.Ordinal);
}
