using RedisSafety.Consistency;

namespace RedisSafety.Replication;

/// <summary>The nodes that hold the same keys, as they were at one moment. Outside Cluster mode there is one.</summary>
internal sealed class Shard(RedisNode? primary, RedisNode[] replicas, RedisNode[] members)
{
    private int _next;

    public RedisNode? Primary { get; } = primary;

    /// <summary>The replicas that may answer: reachable, and linked to their primary.</summary>
    public RedisNode[] Replicas { get; } = replicas;

    /// <summary>All its nodes, whatever they are.</summary>
    public RedisNode[] Members { get; } = members;

    /// <summary>The replica that answers a read best.</summary>
    /// <param name="required">What it must have.</param>
    /// <param name="failed">The node that has just failed the same call, if one has: it serves again only where nothing else can.</param>
    /// <param name="options">Which of several is preferred.</param>
    /// <param name="generation">The generation of its watermark, taken before the watermark was looked at; -1 where that was not needed.</param>
    /// <param name="reason">Why there is none, as metrics name it.</param>
    /// <returns>The replica, or <see langword="null"/> where the primary has to answer.</returns>
    public RedisNode? Choose(in ReadRequirement required, RedisNode? failed, RedisSafetyOptions options, out int generation, out string reason)
    {
        generation = Destination.AnyGeneration;
        reason = "no-replica";
        var replicas = Replicas;
        var first = replicas.Length < 2 ? 0 : (int)((uint)Interlocked.Increment(ref _next) % (uint)replicas.Length);
        RedisNode? best = null;
        for (var i = 0; i < replicas.Length; i++)
        {
            var replica = replicas[(first + i) % replicas.Length];
            if (Primary is not null && (replica.IsLagging || ReferenceEquals(replica, failed)))
            {
                reason = replica.IsLagging ? "lagging" : "fault";
                continue;
            }

            var measured = required.IsEventual ? Destination.AnyGeneration : replica.Watermark.Generation;
            if (!required.IsEventual && required.UnmetBy(replica) is { } unmet)
            {
                reason = unmet;
                continue;
            }

            if (best is null || IsBetter(replica, best, options))
            {
                best = replica;
                generation = measured;
            }
        }

        return best;
    }

    public bool HasSameNodes(Shard other) => ReferenceEquals(Primary, other.Primary) && Replicas.AsSpan().SequenceEqual(other.Replicas);

    private static bool IsBetter(RedisNode replica, RedisNode best, RedisSafetyOptions options)
    {
        if (options.AvailabilityZone is { } zone)
        {
            var (near, bestIsNear) = (replica.Zone == zone, best.Zone == zone);
            if (near != bestIsNear)
            {
                return near;
            }
        }

        return options.ReplicaSelection == ReplicaSelection.LeastOutstanding && replica.Outstanding < best.Outstanding;
    }
}
