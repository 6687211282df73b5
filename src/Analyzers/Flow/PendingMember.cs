using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A member that waits for what its callees do.</summary>
internal sealed class PendingMember(IMethodSymbol method, ImmutableArray<IOperation> blocks, Outline outline)
{
    public IMethodSymbol Method { get; } = method;

    public ImmutableArray<IOperation> Blocks { get; } = blocks;

    public Outline Outline { get; } = outline;

    /// <summary>How many of its callees are not known yet.</summary>
    public int Missing { get; set; }
}
