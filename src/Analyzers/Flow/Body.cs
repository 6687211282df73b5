using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The code of a member, or of a lambda or local function in it.</summary>
internal sealed class Body(ISymbol? symbol, IOperation root)
{
    /// <summary>The method, lambda or local function.</summary>
    public ISymbol? Symbol { get; } = symbol;

    public IOperation Root { get; } = root;

    public List<CallSite> Sites { get; } = [];
}
