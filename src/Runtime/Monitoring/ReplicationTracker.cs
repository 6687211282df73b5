using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Keeps timelines, histories and watermarks up to date with what the nodes report. Its owner calls it under a lock.</summary>
internal sealed class ReplicationTracker(RedisSafetyOptions options, TimeProvider time)
{
    /// <summary>Which histories followed which, and how much of each went along.</summary>
    public ReplicationHistories Histories { get; } = new();

    /// <summary>Which histories continued which, for elections.</summary>
    public Lineage Lineage { get; private set; } = Lineage.Empty;

    /// <summary>Adds what a node has just reported.</summary>
    /// <param name="node">The node, with the new observation.</param>
    /// <param name="before">Its observation before that.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="shards">The shards as they were before the observation.</param>
    /// <returns>The replicas that have begun or ceased to lag, with their lag.</returns>
    public List<(DeploymentNode Replica, bool IsLagging, TimeSpan Lag)> Add(
        DeploymentNode node, NodeObservation before, IEnumerable<DeploymentNode> nodes, Shard[] shards)
    {
        var now = node.Observation;
        Lineage = Lineage.With(now.Position.History, now.Former.History);
        if (now.Role == NodeRole.Primary && now.Position.IsKnown && now.Generation == node.Watermark.Generation)
        {
            if (node.Timeline.History != now.Position.History)
            {
                var former = nodes.FirstOrDefault(known => known.Timeline.History is { } history && history == now.Former.History);
                Histories.Begin(now.Former, now.Position.History!, former?.Timeline);
            }

            node.Timeline.Add(now.AskedAt, now.Position);
        }

        if (now.Role != before.Role || now.Linked != before.Linked || now.Position.History != before.Position.History
            || now.Position.Offset < before.Position.Offset)
        {
            // What it held before is no longer certain: it may be on its way to another history.
            node.Watermark.Void();
        }

        List<(DeploymentNode, bool, TimeSpan)> changes = [];
        foreach (var shard in shards)
        {
            if (shard.Primary is not { } primary || (primary != node && Array.IndexOf(shard.Replicas, node) < 0))
            {
                continue;
            }

            foreach (var replica in shard.Replicas)
            {
                replica.Watermark.Advance(replica.Observation.Generation, primary.Timeline.ReachedBy(replica.Observation.Position));
                if (MeasureLag(replica, primary.Timeline) is { } change)
                {
                    changes.Add(change);
                }
            }
        }

        return changes;
    }

    /// <summary>Measures the lag of a replica. The limit at which it returns is half of the one at which it leaves.</summary>
    private (DeploymentNode Replica, bool IsLagging, TimeSpan Lag)? MeasureLag(DeploymentNode replica, PrimaryTimeline timeline)
    {
        var reached = replica.Watermark.Reached;
        if (reached == PrimaryTimeline.Never)
        {
            return null;
        }

        var wasLagging = replica.State.IsLagging;
        var lag = timeline.LastAskedAt > reached ? time.GetElapsedTime(reached, timeline.LastAskedAt) : TimeSpan.Zero;
        var isLagging = lag > (wasLagging ? options.ReplicaLagLimit / 2 : options.ReplicaLagLimit);
        replica.State = replica.State with
        {
            IsLagging = isLagging,
            Lag = lag,
            LagBytes = Math.Max(0, timeline.Last.Offset - replica.Observation.Position.Offset),
        };
        return isLagging == wasLagging ? null : (replica, isLagging, lag);
    }
}
