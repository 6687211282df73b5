using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>One search for the expressions that a value may be: what it has found, and what it has been through.</summary>
/// <param name="throughCallers">Goes on from a parameter to what this compilation passes for it.</param>
internal sealed class OriginSearch(bool throughCallers)
{
    /// <summary>More steps than a value takes in code that people write; the search ends quietly there.</summary>
    private const int MostSteps = 200;

    private int _steps;

    /// <summary>Whether the search goes on from a parameter to the arguments of its callers.</summary>
    public bool ThroughCallers { get; } = throughCallers;

    /// <summary>The expressions that the search ended at.</summary>
    public List<Origin> Found { get; } = [];

    /// <summary>The symbols that the search has been through.</summary>
    public HashSet<ISymbol> Seen { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Counts a step; false where there have been too many.</summary>
    public bool TryStep() => ++_steps <= MostSteps;
}
