using StackExchange.Redis;

namespace RedisSafety.Topology;

/// <summary>Which node is what, at one moment. It is never changed, only replaced.</summary>
/// <param name="version">Grows with every change of a role or a link.</param>
/// <param name="shards">The groups of nodes that hold the same keys.</param>
/// <param name="slots">For each of a cluster's slots the shard that serves it, or -1; <see langword="null"/> outside Cluster mode.</param>
internal sealed class DeploymentSnapshot(int version, Shard[] shards, short[]? slots)
{
    public static DeploymentSnapshot Unknown { get; } = new(0, [], null);

    public int Version { get; } = version;

    public Shard[] Shards { get; } = shards;

    public short[]? Slots { get; } = slots;

    public bool IsCluster => Slots is not null;

    /// <summary>Whether every shard has a primary.</summary>
    public bool IsWritable => Shards.Length > 0 && Array.TrueForAll(Shards, static shard => shard.Primary is not null);

    /// <summary>The shard of a key, or any for a command that has none; <see langword="null"/> where no node serves its slot.</summary>
    public Shard? ShardOf(RedisKey? key)
    {
        if (Shards.Length == 0)
        {
            return null;
        }

        if (Slots is null || key is not { } named)
        {
            return Shards[0];
        }

        var shard = Slots[HashSlot.Of(named)];
        return shard < 0 ? null : Shards[shard];
    }

    public bool HasSameNodes(DeploymentSnapshot other)
    {
        if (Shards.Length != other.Shards.Length || Slots is null != other.Slots is null)
        {
            return false;
        }

        for (var i = 0; i < Shards.Length; i++)
        {
            if (!Shards[i].HasSameNodes(other.Shards[i]))
            {
                return false;
            }
        }

        return Slots is null || Slots.AsSpan().SequenceEqual(other.Slots);
    }
}
