namespace RedisSafety.Replication;

/// <summary>The nodes that hold the same keys, as they were at one moment. Outside Cluster mode there is one.</summary>
internal sealed class Shard(RedisNode? primary, RedisNode[] replicas)
{
    private int _next;

    public RedisNode? Primary { get; } = primary;

    /// <summary>The replicas that may answer: reachable, and linked to their primary.</summary>
    public RedisNode[] Replicas { get; } = replicas;

    /// <summary>The replica whose turn it is; <see langword="null"/> where there is none.</summary>
    public RedisNode? NextReplica()
    {
        var replicas = Replicas;
        return replicas.Length switch
        {
            0 => null,
            1 => replicas[0],
            _ => replicas[(int)((uint)Interlocked.Increment(ref _next) % (uint)replicas.Length)],
        };
    }

    public bool HasSameNodes(Shard other) => ReferenceEquals(Primary, other.Primary) && Replicas.AsSpan().SequenceEqual(other.Replicas);
}
