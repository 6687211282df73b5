namespace RedisSafety.Topology;

/// <summary>What is known of a node at one moment. It is replaced as a whole, never changed.</summary>
/// <param name="Observation">The answer of the node when it was last asked.</param>
internal sealed record NodeState(NodeObservation Observation)
{
    public static NodeState Initial { get; } = new(NodeObservation.None);

    /// <summary>Whether another node is the primary in its place, so that a repeatable call need not wait for its answer.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>
    /// Whether another node could become the primary in its place. If none can, no thread watches for stalls: it would wake every few
    /// milliseconds, which calls feel on a machine of two cores.
    /// </summary>
    public bool CanBeReplaced { get; init; }

    /// <summary>Whether the replica is so far behind that reads go elsewhere while they can.</summary>
    public bool IsLagging { get; init; }

    /// <summary>How far the replica was behind its primary when both were last compared.</summary>
    public TimeSpan Lag { get; init; }

    /// <summary>The same in bytes of the replication stream.</summary>
    public long LagBytes { get; init; }
}
