using System.Collections.Immutable;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What a call of a member does to Redis, in terms of its parameters and its object.</summary>
/// <param name="Effects">Its reads and writes, by place.</param>
/// <param name="IsBarrier">Replicas have what was written before, once it returns.</param>
internal sealed record Summary(ImmutableArray<Effect> Effects, bool IsBarrier)
{
    public static Summary Empty { get; } = new(ImmutableArray<Effect>.Empty, IsBarrier: false);

    /// <summary>It adds conditions to transactions.</summary>
    public bool AddsConditions { get; init; }

    /// <summary>It takes a lock, and may still hold it when it returns.</summary>
    public bool TakesLock { get; init; }

    /// <summary>It runs what it is given under a lock.</summary>
    public bool RunsLocked { get; init; }

    /// <summary>It does something to Redis.</summary>
    public bool TouchesRedis => !Effects.IsEmpty || IsBarrier || AddsConditions;
}
