namespace RedisSafety.Topology;

/// <summary>The nodes that hold the same keys, as they were at one moment. Outside Cluster mode there is one.</summary>
internal sealed class Shard(DeploymentNode? primary, DeploymentNode[] replicas, DeploymentNode[] members)
{
    private int _next;

    /// <summary>Why there is a primary, or none.</summary>
    public PrimaryStatus Status { get; init; } = primary is null ? PrimaryStatus.NotFound : PrimaryStatus.Elected;

    /// <summary>The nodes between which nothing decides, or that wait to be accepted or to confirm that they are the primary.</summary>
    public IReadOnlyList<string> Rivals { get; init; } = [];

    public DeploymentNode? Primary { get; } = primary;

    /// <summary>The replicas that may answer: linked to their primary, or, if there is none, reachable.</summary>
    public DeploymentNode[] Replicas { get; } = replicas;

    /// <summary>All its nodes, whatever they are.</summary>
    public DeploymentNode[] Members { get; } = members;

    /// <summary>The next number of a turn, so that reads take the replicas in turn.</summary>
    public uint NextTurn() => (uint)Interlocked.Increment(ref _next);

    public bool HasSameNodes(Shard other) => ReferenceEquals(Primary, other.Primary)
        && Status == other.Status
        && Replicas.AsSpan().SequenceEqual(other.Replicas)
        && Rivals.SequenceEqual(other.Rivals);
}
