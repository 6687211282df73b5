using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The code of a member, or of a lambda or local function in it. Stands for other code once its member has been looked at.</summary>
internal sealed class Body
{
    /// <summary>The method, lambda or local function.</summary>
    public ISymbol? Symbol { get; private set; }

    public IOperation Root { get; private set; } = null!;

    public List<CallSite> Sites { get; } = [];

    /// <summary>Takes the place of some code.</summary>
    public void Begin(ISymbol? symbol, IOperation root)
    {
        Symbol = symbol;
        Root = root;
    }

    /// <summary>Forgets the code.</summary>
    public void Clear()
    {
        Symbol = null;
        Root = null!;
        Sites.Clear();
    }
}
