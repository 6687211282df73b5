using System.Collections.Immutable;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What a call of a member does to Redis, in terms of its parameters and its object.</summary>
/// <param name="Effects">Its reads and writes, by place.</param>
/// <param name="IsBarrier">Replicas have what was written before, once it returns.</param>
internal sealed record Summary(ImmutableArray<Effect> Effects, bool IsBarrier)
{
    public static Summary Empty { get; } = new(ImmutableArray<Effect>.Empty, IsBarrier: false);

    public bool IsEmpty => Effects.IsEmpty && !IsBarrier;
}
