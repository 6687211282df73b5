using System.Collections.Immutable;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What the rules have to say of one member.</summary>
internal sealed record MemberFindings(
    ImmutableArray<Finding> Following,
    ImmutableArray<Finding> AlwaysFollowing,
    ImmutableArray<Finding> Decisions,
    ImmutableArray<Finding> LostUpdates,
    ImmutableArray<Finding> Releases,
    ImmutableArray<Finding> Expiries)
{
    /// <summary>It reads replicas by raw calls of its own.</summary>
    public bool ReadsReplicas { get; init; }

    /// <summary>It takes a lock of Redis, or sets a mark, by raw calls of its own.</summary>
    public bool TakesLocks { get; init; }

    public static MemberFindings None { get; } = new(
        ImmutableArray<Finding>.Empty,
        ImmutableArray<Finding>.Empty,
        ImmutableArray<Finding>.Empty,
        ImmutableArray<Finding>.Empty,
        ImmutableArray<Finding>.Empty,
        ImmutableArray<Finding>.Empty);
}
