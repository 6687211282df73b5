using RedisSafety.Replication;
using RedisSafety.Telemetry;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Answers which histories the primaries write, and which places in them hold what was acknowledged.</summary>
/// <param name="current">The latest snapshot.</param>
/// <param name="gate">The lock under which timelines change.</param>
internal sealed class ReplicationPlaces(Func<DeploymentSnapshot> current, object gate)
{
    /// <summary>Whether every shard's primary has reported which history it writes.</summary>
    public bool KnowsEveryHistory
    {
        get
        {
            var shards = current().Shards;
            return shards.Length > 0 && Array.TrueForAll(shards, static shard =>
                shard.Primary is { Timeline.History: { } history } primary && primary.Observation.Position.History == history);
        }
    }

    /// <summary>Whether a primary writes this history.</summary>
    public bool HasHistory(ulong history) => Array.Exists(current().Shards, shard =>
        shard.Primary?.Timeline.History is { } known && SessionPlace.TagOf(known) == history);

    /// <summary>Whether the primary of a shard that a node does not belong to writes this history.</summary>
    public bool IsHistoryOfAnotherShard(ulong history, DeploymentNode node) => Array.Exists(current().Shards, shard =>
        shard.Primary?.Timeline.History is { } known && SessionPlace.TagOf(known) == history && Array.IndexOf(shard.Members, node) < 0);

    /// <summary>
    /// A place in a history that holds everything acknowledged up to <paramref name="moment"/>; unknown if no primary that writes the history was
    /// asked since.
    /// </summary>
    public ReplicationPosition PlaceOf(string history, long moment)
    {
        lock (gate)
        {
            var primary = Array.Find(current().Shards, shard => shard.Primary?.Timeline.History == history)?.Primary;
            return primary?.Timeline.PlaceOf(moment) ?? ReplicationPosition.Unknown;
        }
    }

    /// <summary>Gives for every shard a place that holds everything acknowledged up to <paramref name="moment"/>.</summary>
    /// <returns>Whether every shard has one.</returns>
    public bool TryPlaceAll(long moment, Action<ReplicationPosition> add)
    {
        lock (gate)
        {
            var all = current().Shards.Length > 0;
            foreach (var shard in current().Shards)
            {
                var place = shard.Primary?.Timeline.PlaceOf(moment) ?? ReplicationPosition.Unknown;
                all &= place.IsKnown;
                if (place.IsKnown)
                {
                    add(place);
                }
            }

            return all;
        }
    }

    /// <summary>How far the replicas are behind.</summary>
    public IEnumerable<ReplicaLag> Lags()
    {
        foreach (var replica in current().Shards.SelectMany(static shard => shard.Replicas))
        {
            if (replica.Watermark.Reached != PrimaryTimeline.Never)
            {
                yield return new(replica.Name, replica.State.Lag.TotalSeconds, replica.State.LagBytes);
            }
        }
    }
}
