using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The code of a member that waits for what its callees do.</summary>
internal sealed class PendingMember(ImmutableArray<IOperation> blocks, Outline outline)
{
    /// <summary>Empty once it is not kept any more.</summary>
    public ImmutableArray<IOperation> Blocks { get; private set; } = blocks;

    public Outline Outline { get; } = outline;

    /// <summary>How many of its callees are not known yet.</summary>
    public int Missing { get; set; }

    /// <summary>Lets go of the code.</summary>
    public void Forget() => Blocks = ImmutableArray<IOperation>.Empty;
}
