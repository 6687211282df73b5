using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Makes the snapshots of a deployment and publishes those that differ. Its owner calls it under a lock.</summary>
internal sealed class SnapshotPublisher(Elections elections, FailoverJournal journal, StallDetection stalls)
{
    private readonly List<ShardRecord> _records = [];

    /// <summary>The layout of the current snapshot, and the watchers of each shard's nodes.</summary>
    private (ClusterSlots Layout, NodeWatcher[][] Members)? _built;

    private DeploymentSnapshot _current = DeploymentSnapshot.Unknown;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The latest snapshot.</summary>
    public DeploymentSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Completes when <see cref="Current"/> is replaced.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>The record of the only shard of a deployment outside of Cluster mode; <see langword="null"/> for a cluster.</summary>
    public ShardRecord? Record => Current is { IsCluster: false } && _records is [var only] ? only : null;

    /// <summary>Ends every wait for a change.</summary>
    public void End() => Volatile.Read(ref _changed).TrySetResult();

    /// <summary>Makes a snapshot, and publishes it if it differs from the last one.</summary>
    /// <param name="watchers">The watchers of all nodes.</param>
    /// <param name="layout">The layout of the cluster; <see langword="null"/> outside of Cluster mode, or before it was read.</param>
    /// <param name="lineage">Which histories continued which.</param>
    /// <param name="observed">The only watcher whose node has changed; <see langword="null"/> if more may have.</param>
    /// <param name="announcements">Gets what is to be announced after the lock was left.</param>
    /// <returns>The nodes in whose place another one is the primary from now on.</returns>
    public IReadOnlyList<DeploymentNode> Publish(
        IReadOnlyList<NodeWatcher> watchers, ClusterSlots? layout, Lineage lineage, NodeWatcher? observed, List<Action> announcements)
    {
        var old = _current;
        var next = observed is not null && layout is not null && ReferenceEquals(layout, _built?.Layout)
            ? Rebuild(old, observed, lineage)
            : Build(old, watchers, layout, lineage);
        foreach (var shard in next.Shards)
        {
            if (shard.Primary is { } primary && primary.State.CanBeReplaced != shard.Members.Length > 1)
            {
                primary.State = primary.State with { CanBeReplaced = shard.Members.Length > 1 };
            }
        }

        if (next.HasSameNodes(old))
        {
            return [];
        }

        List<DeploymentNode> replaced = [];
        foreach (var shard in next.Shards)
        {
            if (shard.Primary is { } primary && !Array.Exists(old.Shards, known => ReferenceEquals(known.Primary, primary)))
            {
                primary.State = primary.State with { IsReplaced = false };
                stalls.Forget(primary);
                foreach (var member in shard.Members.Where(member => !ReferenceEquals(member, primary)))
                {
                    // Before the snapshot is visible: a call that was routed by the old one and is sent after it finds this.
                    member.State = member.State with { IsReplaced = true };
                    replaced.Add(member);
                }
            }
        }

        for (var i = 0; i < next.Shards.Length; i++)
        {
            announcements.AddRange(journal.Record(_records[i], next.Shards[i]));
        }

        Volatile.Write(ref _current, next);
        var changed = Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.TrySetResult();
        return replaced;
    }

    private DeploymentSnapshot Build(DeploymentSnapshot old, IReadOnlyList<NodeWatcher> watchers, ClusterSlots? layout, Lineage lineage)
    {
        _built = null;
        if (layout is null)
        {
            if (watchers.Any(static watcher => watcher.Node.IsCluster == true))
            {
                return DeploymentSnapshot.Unknown;
            }

            SetRecords([_records.FirstOrDefault() ?? new ShardRecord()]);
            NodeWatcher[] named = [.. watchers.Where(static watcher => watcher.LeftAt is null)];
            return new(old.Version + 1, [elections.Elect(_records[0], named, null, lineage)], null);
        }

        var names = layout.Shards.Select(static shard => Array.ConvertAll(shard, NodeName.Of)).ToArray();
        SetRecords([.. names.Select(RecordOf)]);
        var byName = watchers.ToDictionary(static watcher => watcher.Node.Name, StringComparer.Ordinal);
        var members = Array.ConvertAll(names, shard => shard.Where(byName.ContainsKey).Select(name => byName[name]).ToArray());
        _built = (layout, members);
        return new(old.Version + 1, [.. names.Select((shard, i) => elections.Elect(_records[i], members[i], shard[0], lineage))], layout.Slots);
    }

    /// <summary>
    /// Makes a snapshot of a cluster after the observation of one node, whose shard alone can have changed: a large cluster has hundreds of
    /// nodes, each of which is observed several times a second.
    /// </summary>
    private DeploymentSnapshot Rebuild(DeploymentSnapshot old, NodeWatcher observed, Lineage lineage)
    {
        var (layout, members) = _built!.Value;
        var index = Array.FindIndex(members, shard => Array.IndexOf(shard, observed) >= 0);
        if (index < 0)
        {
            return old;
        }

        var shards = (Shard[])old.Shards.Clone();
        shards[index] = elections.Elect(_records[index], members[index], NodeName.Of(layout.Shards[index][0]), lineage);
        return new(old.Version + 1, shards, layout.Slots);
    }

    /// <summary>The record of the shard with these nodes, whatever place it has in the layout.</summary>
    private ShardRecord RecordOf(string[] names) =>
        _records.Find(record => record.Shard is { } shard && Array.Exists(shard.Members, member => Array.IndexOf(names, member.Name) >= 0))
        ?? new ShardRecord();

    private void SetRecords(ShardRecord[] records)
    {
        HashSet<ShardRecord> taken = [];
        _records.Clear();
        _records.AddRange(records.Select(record => taken.Add(record) ? record : new ShardRecord()));
    }
}
