using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Repositories;

/// <summary>The types that the generator knows by name.</summary>
internal static class WellKnownNames
{
    public const string Assembly = "RedisSafety";
    public const string PrimaryAttribute = "RedisSafety.PrimaryAttribute";
    public const string ReadReplicaAttribute = "RedisSafety.ReadReplicaAttribute";
    public const string ReadDefaultsAttribute = "RedisSafety.ReadDefaultsAttribute";
    public const string WriteDefaultsAttribute = "RedisSafety.WriteDefaultsAttribute";
    public const string Router = "RedisSafety.IRedisRouter";

    /// <summary>By full name, so that a look-alike in another namespace is nothing to us.</summary>
    public static bool Is(this ITypeSymbol? type, string fullName)
    {
        if (type is not INamedTypeSymbol { ContainingType: null } named)
        {
            return false;
        }

        // From the end, without making the names: every type of every signature is asked.
        var end = fullName.Length;
        if (named.Arity > 0)
        {
            if (end < 2 || fullName[end - 1] != '0' + named.Arity || fullName[end - 2] != '`')
            {
                return false;
            }

            end -= 2;
        }

        ISymbol symbol = named;
        while (true)
        {
            var start = end - symbol.Name.Length;
            if (start < 0 || string.CompareOrdinal(fullName, start, symbol.Name, 0, symbol.Name.Length) != 0)
            {
                return false;
            }

            var container = symbol.ContainingNamespace;
            if (container is null or { IsGlobalNamespace: true })
            {
                return start == 0;
            }

            if (start == 0 || fullName[start - 1] != '.')
            {
                return false;
            }

            end = start - 1;
            symbol = container;
        }
    }
}
