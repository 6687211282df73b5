namespace RedisSafety.Topology;

/// <summary>The nodes that hold the same keys, as they were at one moment. Outside Cluster mode there is one.</summary>
internal sealed class Shard(DeploymentNode? primary, DeploymentNode[] replicas, DeploymentNode[] members)
{
    private int _next;

    public DeploymentNode? Primary { get; } = primary;

    /// <summary>The replicas that may answer: reachable, and linked to their primary.</summary>
    public DeploymentNode[] Replicas { get; } = replicas;

    /// <summary>All its nodes, whatever they are.</summary>
    public DeploymentNode[] Members { get; } = members;

    /// <summary>The next number of a turn, so that reads take the replicas in turn.</summary>
    public uint NextTurn() => (uint)Interlocked.Increment(ref _next);

    public bool HasSameNodes(Shard other) => ReferenceEquals(Primary, other.Primary) && Replicas.AsSpan().SequenceEqual(other.Replicas);
}
