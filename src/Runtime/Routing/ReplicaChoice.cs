using RedisSafety.Sessions;
using RedisSafety.Topology;

namespace RedisSafety.Routing;

/// <summary>Chooses the replica that answers a read.</summary>
internal static class ReplicaChoice
{
    /// <summary>The replica that answers a read best.</summary>
    /// <param name="shard">The shard of the key.</param>
    /// <param name="required">What it must have.</param>
    /// <param name="failed">The node that has just failed the same call: it serves again only if nothing else can.</param>
    /// <param name="options">The preferences among several.</param>
    /// <param name="generation">The generation of its watermark, taken before the watermark was read; -1 if that was not needed.</param>
    /// <param name="reason">Why there is none.</param>
    /// <returns>The replica, or <see langword="null"/> if the primary has to answer.</returns>
    public static DeploymentNode? Choose(
        Shard shard,
        in ReadRequirement required,
        DeploymentNode? failed,
        RedisSafetyOptions options,
        out int generation,
        out ReadReason reason)
    {
        generation = Destination.AnyGeneration;
        reason = ReadReason.NoReplica;
        var replicas = shard.Replicas;
        var first = replicas.Length < 2 ? 0 : (int)(shard.NextTurn() % (uint)replicas.Length);
        DeploymentNode? best = null;
        for (var i = 0; i < replicas.Length; i++)
        {
            var replica = replicas[(first + i) % replicas.Length];
            if (shard.Primary is not null && (replica.State.IsLagging || ReferenceEquals(replica, failed)))
            {
                reason = replica.State.IsLagging ? ReadReason.Lagging : ReadReason.Fault;
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

        return best ?? (required.IsEventual && HasNoOther(shard, failed) ? Cut(shard, failed) : null);
    }

    /// <summary>Whether the primary cannot answer.</summary>
    public static bool HasNoOther(Shard shard, DeploymentNode? failed) => shard.Primary is null || ReferenceEquals(shard.Primary, failed);

    /// <summary>A replica that answers although it has lost its primary. For an eventual read, its data is good enough.</summary>
    private static DeploymentNode? Cut(Shard shard, DeploymentNode? failed)
    {
        DeploymentNode? last = null;
        foreach (var node in shard.Members)
        {
            if (node.Observation.Role == NodeRole.Replica && (last is null || ReferenceEquals(last, failed)))
            {
                last = node;
            }
        }

        return last;
    }

    private static bool IsBetter(DeploymentNode replica, DeploymentNode best, RedisSafetyOptions options)
    {
        if (options.AvailabilityZone is { } zone)
        {
            var (near, bestIsNear) = (replica.Zone == zone, best.Zone == zone);
            if (near != bestIsNear)
            {
                return near;
            }
        }

        return options.ReplicaSelection == ReplicaSelection.LeastOutstanding && replica.Calls.Outstanding < best.Calls.Outstanding;
    }
}
