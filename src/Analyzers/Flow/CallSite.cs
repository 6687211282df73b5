using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A call in a member that matters to the flow. Lives as long as its member is looked at.</summary>
internal sealed class CallSite(IOperation operation, CallKind kind, int index, Body body)
{
    private static readonly List<Effect> None = [];

    /// <summary>The call, as the member's own tree has it.</summary>
    public IOperation Operation { get; } = operation;

    public CallKind Kind { get; } = kind;

    /// <summary>Its number in the member, nested functions included.</summary>
    public int Index { get; } = index;

    /// <summary>The function that it stands in.</summary>
    public Body Body { get; } = body;

    public Place Place { get; } = Place.Of(operation);

    /// <summary>What the call itself reads and writes.</summary>
    public List<Effect> Direct { get; } = new(1);

    /// <summary>The method of the source that runs.</summary>
    public IMethodSymbol? Callee { get; set; }

    public KeyTerm? Receiver { get; set; }

    public KeyTerm?[] Arguments { get; set; } = [];

    /// <summary>Where each argument comes from, by the ordinal of its parameter.</summary>
    public Sources[] ArgumentSources { get; set; } = [];

    /// <summary>The functions of the member that the call runs.</summary>
    public ImmutableArray<Body> Runs { get; set; } = ImmutableArray<Body>.Empty;

    /// <summary>The methods that the call is given to run, of whose arguments nothing is known.</summary>
    public ImmutableArray<IMethodSymbol> RunsMethods { get; set; } = ImmutableArray<IMethodSymbol>.Empty;

    /// <summary>Replicas have what was written before, once it returns.</summary>
    public bool IsBarrier { get; set; }

    /// <summary>The call that runs this one beside others.</summary>
    public IOperation? Together { get; set; }

    /// <summary>What is written, where the call says so itself.</summary>
    public IReadOnlyList<IOperation> Values { get; set; } = [];

    /// <summary>The local that holds the result, and never anything else.</summary>
    public ILocalSymbol? ResultLocal { get; set; }

    /// <summary>The queue that it adds to, or sends.</summary>
    public KeyTerm? Queue { get; set; }

    /// <summary>What decides whether the call is reached.</summary>
    public IReadOnlyList<IOperation> Conditions { get; set; } = [];

    /// <summary>Where that comes from.</summary>
    public Sources Control { get; set; }

    /// <summary>All that the call reads and writes, its callees included.</summary>
    public List<Effect> Effects { get; set; } = None;
}
