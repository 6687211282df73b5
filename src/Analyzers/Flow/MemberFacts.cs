using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The calls of one member that matter, its nested functions included, and how values get from one to another.</summary>
internal sealed class MemberFacts
{
    /// <summary>The member itself first.</summary>
    public List<Body> Bodies { get; } = [];

    /// <summary>Every call, by its place in the text.</summary>
    public List<CallSite> Sites { get; } = [];

    /// <summary>What the member may return.</summary>
    public Sources Returned { get; set; }

    /// <summary>The keys that transactions of the member are made conditional on, by the queue.</summary>
    public List<(KeyTerm? Queue, KeyTerm Key)> Conditions { get; } = [];

    /// <summary>Where the member takes a lock, of Redis or of the process.</summary>
    public List<int> Locks { get; } = [];

    /// <summary>The member has one body with one path through it, along which its operations happen in the order of their tree.</summary>
    public bool IsStraight { get; set; }

    /// <summary>What the attribute of the member says of its calls.</summary>
    public EffectTraits Mark { get; set; }

    public required BodyScope Scope { get; init; }

    /// <summary>The value of an expression comes from these.</summary>
    public required Func<IOperation, Sources> SourcesOf { get; init; }

    public ISymbol? Symbol => Bodies[0].Symbol;
}
