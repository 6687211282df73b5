using RedisSafety.Replication;

namespace RedisSafety.Topology;

/// <summary>What an election in a list of nodes without an authority rests on, besides the claimants.</summary>
/// <param name="Lineage">Which replication history continued which.</param>
/// <param name="OnAmbiguity">What happens if nothing decides.</param>
/// <param name="UnrelatedAfter">How long a lost primary is waited for before a node without its data is accepted, in clock ticks.</param>
internal sealed record ElectionRules(Lineage Lineage, AmbiguousPrimaryBehavior OnAmbiguity, long UnrelatedAfter)
{
    /// <summary>
    /// Whether every node has answered or failed, or has had the time to. Before that, the first election would take whichever answers first.
    /// </summary>
    public bool IsEveryNodeKnown { get; init; } = true;

    /// <summary>How long a displaced primary may return to its place, in clock ticks.</summary>
    public long DisplacedLasts { get; init; } = long.MaxValue;
}
