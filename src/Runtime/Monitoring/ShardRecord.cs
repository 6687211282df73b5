using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>What outlives the snapshots of one shard: the primary that was elected last, and since when there is none.</summary>
internal sealed class ShardRecord
{
    public Incumbent? Incumbent { get; set; }

    /// <summary>The shard as it was published last; <see langword="null"/> before that.</summary>
    public Shard? Shard { get; set; }

    /// <summary>The primary that was lost; <see langword="null"/> while there is one.</summary>
    public DeploymentNode? LostPrimary { get; set; }

    /// <summary>When it was lost.</summary>
    public long LostAt { get; set; }
}
