using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Generators.Repositories;

/// <summary>What was made of each declaration, for as long as its syntax tree lives, and given again while its facts are the same.</summary>
internal static class ParsedMethods
{
    private static readonly ConditionalWeakTable<MethodDeclarationSyntax, Entry> Entries = new();

    /// <summary>The method's model; null where there is nothing to generate.</summary>
    public static RepositoryMethod? Parse(MethodDeclarationSyntax declaration, IMethodSymbol method, AttributeData route)
    {
        var facts = MethodFacts.Of(declaration, method, route);
        if (facts is null)
        {
            return RepositoryParser.Parse(method, route)?.Method;
        }

        var entry = Entries.GetOrCreateValue(declaration);
        if (entry.Known is { } known && facts.Equals(known.Facts))
        {
            return known.Method;
        }

        var result = RepositoryParser.Parse(method, route);
        if (result is { Problems.Count: 0, Method: not null } && !RefersToSymbols(declaration))
        {
            entry.Known = (facts.Copy(), result.Method);
        }

        return result?.Method;
    }

    // A cref of the documentation is carried over as what it is bound to, which another file may change.
    private static bool RefersToSymbols(MethodDeclarationSyntax declaration) =>
        declaration.HasStructuredTrivia && declaration.GetLeadingTrivia().ToFullString().IndexOf("cref", StringComparison.Ordinal) >= 0;

    private sealed class Entry
    {
        private volatile Tuple<MethodFacts, RepositoryMethod>? _known;

        public (MethodFacts Facts, RepositoryMethod Method)? Known
        {
            get => _known is { } known ? (known.Item1, known.Item2) : null;
            set => _known = value is { } known ? Tuple.Create(known.Facts, known.Method) : null;
        }
    }
}
