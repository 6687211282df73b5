using System.Net;
using Microsoft.Extensions.Logging;
using RedisSafety.Nodes;
using RedisSafety.Replication;
using RedisSafety.Telemetry;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Monitoring;

/// <summary>
/// Keeps the snapshot of a deployment up to date: it has every node watched, and the Sentinels or the cluster asked, and publishes what follows
/// from their reports. State is published under a lock, and announced after it.
/// </summary>
internal sealed class DeploymentMonitor : IDeploymentWatch, IAsyncDisposable
{
    // How long an endpoint may lead to a former primary, as the only one to answer, before its name is resolved again.
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(100);

    // How long a node is kept that the topology no longer names: it may be named again after a failover.
    private static readonly TimeSpan RetireAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LayoutInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestLayoutInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SentinelInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SuspectedSentinelInterval = TimeSpan.FromMilliseconds(50);

    private readonly RedisSafetyOptions _options;
    private readonly ConfigurationOptions _deployment;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly object _lock = new();
    private readonly List<NodeWatcher> _watchers = [];
    private readonly List<Task> _loops = [];
    private readonly List<ShardRecord> _records = [];
    private readonly SentinelWatch? _sentinels;
    private readonly StallWatch _stallWatch;
    private readonly Pace _pace;
    private readonly Elections _elections;
    private readonly FailoverJournal _journal;
    private readonly ReplicationTracker _tracker;
    private readonly Signal _layoutWanted;
    private DeploymentSnapshot _current = DeploymentSnapshot.Unknown;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _progress;
    private ClusterSlots? _layout;
    private DeploymentNode? _layoutHint;
    private volatile bool _layoutIsOld;
    private bool _started;
    private bool _disposed;

    public DeploymentMonitor(RedisSafetyOptions options, ConfigurationOptions deployment, TimeProvider time, ILogger logger)
    {
        _options = options;
        _deployment = deployment;
        _time = time;
        _logger = logger;
        _pace = new Pace(options, time);
        _journal = new FailoverJournal(logger, time);
        _tracker = new ReplicationTracker(options, time);
        _layoutWanted = new Signal(time);
        _stallWatch = new StallWatch(CheckStalls, PreciseTime.Of(time));
        Stalls = new StallDetection(time);
        _elections = new Elections(options, deployment.EndPoints, !string.IsNullOrEmpty(deployment.ServiceName), time);
        if (!string.IsNullOrEmpty(deployment.ServiceName))
        {
            _sentinels = new SentinelWatch(
                NodeConfiguration.ForSentinels(deployment, options), deployment.ServiceName, options.MonitorTimeout, time, SentinelPace, Record);
        }
    }

    public DeploymentSnapshot Current => Volatile.Read(ref _current);

    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Which histories followed which, and how much of each went along.</summary>
    public ReplicationHistories Histories => _tracker.Histories;

    /// <summary>Which primaries hold calls back.</summary>
    public StallDetection Stalls { get; }

    /// <summary>Called when another node became the primary in the place of a node.</summary>
    public Action<DeploymentNode>? NodeReplaced { get; init; }

    /// <summary>Called when keys have come to other shards, before that is published.</summary>
    public Action? SlotsMoved { get; init; }

    /// <summary>Whether every shard's primary has reported which history it writes.</summary>
    public bool KnowsEveryHistory
    {
        get
        {
            var shards = Current.Shards;
            return shards.Length > 0 && Array.TrueForAll(shards, static shard =>
                shard.Primary is { Timeline.History: { } history } primary && primary.Observation.Position.History == history);
        }
    }

    /// <summary>The nodes that belong to the deployment, or are configured.</summary>
    public RedisNode[] Nodes
    {
        get
        {
            lock (_lock)
            {
                return [.. _watchers.Where(static watcher => watcher.LeftAt is null).Select(static watcher => watcher.Node)];
            }
        }
    }

    /// <summary>Begins to watch; later calls do nothing.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_started || _disposed)
            {
                return;
            }

            _started = true;
            if (_sentinels is null)
            {
                foreach (var endpoint in _deployment.EndPoints)
                {
                    Add(endpoint, isConfigured: true);
                }

                _loops.Add(Task.Run(FollowLayoutAsync));
            }
            else
            {
                _loops.Add(Task.Run(() => _sentinels.RunAsync(_stop.Token)));
            }
        }

        RouterTelemetry.Watch(this, Lags);
    }

    public void Suspect(DeploymentNode? node, bool layoutIsOld)
    {
        _pace.Suspect();
        if (layoutIsOld)
        {
            WantLayout(node);
        }

        _sentinels?.Poke();
        PokeAll();
    }

    public void Hasten()
    {
        if (_pace.Hasten())
        {
            PokeAll();
        }
    }

    public Task NextProgress()
    {
        var progress = Volatile.Read(ref _progress);
        if (progress is null)
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            progress = Interlocked.CompareExchange(ref _progress, made, null) ?? made;
        }

        return progress.Task;
    }

    /// <summary>Whether a primary writes this history.</summary>
    public bool HasHistory(ulong history) => Array.Exists(Current.Shards, shard =>
        shard.Primary?.Timeline.History is { } known && SessionPlace.TagOf(known) == history);

    /// <summary>A place in a history that holds everything acknowledged up to <paramref name="moment"/>; unknown if no primary that writes it was asked since.</summary>
    public ReplicationPosition PlaceOf(string history, long moment)
    {
        lock (_lock)
        {
            var primary = Array.Find(_current.Shards, shard => shard.Primary?.Timeline.History == history)?.Primary;
            return primary?.Timeline.PlaceOf(moment) ?? ReplicationPosition.Unknown;
        }
    }

    /// <summary>Gives for every shard a place that holds everything acknowledged up to <paramref name="moment"/>.</summary>
    /// <returns>Whether every shard has one.</returns>
    public bool TryPlaceAll(long moment, Action<ReplicationPosition> add)
    {
        lock (_lock)
        {
            var all = _current.Shards.Length > 0;
            foreach (var shard in _current.Shards)
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

    public async ValueTask DisposeAsync()
    {
        Task[] loops;
        NodeWatcher[] watchers;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            loops = [.. _loops];
            watchers = [.. _watchers];
        }

        RouterTelemetry.Forget(this);
        _stallWatch.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        Volatile.Read(ref _changed).TrySetResult();
        Interlocked.Exchange(ref _progress, null)?.TrySetResult();

        // One that fails to close must not keep the others open.
        await Task.WhenAll([.. loops, .. watchers.Select(static watcher => watcher.DisposeAsync().AsTask())])
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_sentinels is not null)
        {
            await _sentinels.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private IEnumerable<ReplicaLag> Lags()
    {
        foreach (var replica in Current.Shards.SelectMany(static shard => shard.Replicas))
        {
            if (replica.Watermark.Reached != PrimaryTimeline.Never)
            {
                yield return new(replica.Name, replica.State.Lag.TotalSeconds, replica.State.LagBytes);
            }
        }
    }

    private RedisNode[] AllNodes()
    {
        lock (_lock)
        {
            return [.. _watchers.Select(static watcher => watcher.Node)];
        }
    }

    private void PokeAll()
    {
        lock (_lock)
        {
            _watchers.ForEach(static watcher => watcher.Poke());
        }
    }

    private void Poke(DeploymentNode node)
    {
        lock (_lock)
        {
            _watchers.Find(watcher => ReferenceEquals(watcher.Node, node))?.Poke();
        }
    }

    private void WantLayout(DeploymentNode? hint)
    {
        Volatile.Write(ref _layoutHint, hint);
        _layoutIsOld = true;
        _layoutWanted.Raise();
    }

    private void Add(EndPoint endpoint, bool isConfigured)
    {
        var name = NodeName.Of(endpoint);
        if (_disposed || _watchers.Exists(known => known.Node.Name == name))
        {
            return;
        }

        var node = new RedisNode(endpoint, _deployment, _options, _time, _ => _stallWatch.Begin());
        var watcher = new NodeWatcher(node, IntervalOf, ShortestIntervalOf, Record, _time, _stop.Token)
        {
            Order = _watchers.Count,
            IsConfigured = isConfigured,
        };
        _watchers.Add(watcher);
        watcher.Start();
    }

    private TimeSpan IntervalOf(RedisNode node)
    {
        bool hasLeft;
        lock (_lock)
        {
            hasLeft = _watchers.Exists(watcher => ReferenceEquals(watcher.Node, node) && watcher.LeftAt is not null);
        }

#pragma warning disable CA5394 // Clients must not ask at the same moment; nothing is secret about it.
        return hasLeft ? LayoutInterval * (0.75 + (Random.Shared.NextDouble() / 2)) : _pace.Interval(Current.IsWritable);
#pragma warning restore CA5394
    }

    private TimeSpan ShortestIntervalOf(RedisNode node) => Stalls.IsQuick(Current, node) ? TimeSpan.Zero : Pace.ShortestInterval;

    private TimeSpan SentinelPace() => _pace.IsSuspected || !Current.IsWritable ? SuspectedSentinelInterval : SentinelInterval;

    private TimeSpan? CheckStalls()
    {
        TimeSpan? next = null;
        foreach (var shard in Current.Shards)
        {
            if (shard.Primary is RedisNode { State.CanBeReplaced: true } primary)
            {
                var due = Stalls.Check(primary, shard.Members, Poke, node => Suspect(node, layoutIsOld: false));
                if (primary.Calls.Outstanding > 0)
                {
                    next = next < due ? next : due;
                }
            }
        }

        return next;
    }

    private void Record(NodeWatcher watcher, NodeObservation observation)
    {
        List<Action> announcements = [];
        DeploymentNode[] replaced;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            var node = watcher.Node;
            var before = node.Observation;
            node.State = node.State with { Observation = observation };
            var origin = watcher.Track.Origin;
            watcher.Track = watcher.Track.Next(observation);
            if (before.Role != observation.Role)
            {
                announcements.Add(() => RouterLog.RoleChanged(_logger, node.Name, before.Role.ToString(), observation.Role.ToString(), observation.Error));
                if (node.IsCluster == true && observation.Role != NodeRole.Unreachable)
                {
                    WantLayout(node);
                }

                if (before.Role != NodeRole.Unreachable || before.Error is not null)
                {
                    _pace.Suspect();
                }

                _sentinels?.Poke();
            }

            if (node.IsCluster == true && _layout is null)
            {
                _layoutWanted.Raise();
            }

            foreach (var (replica, isLagging, lag) in _tracker.Add(node, before, _watchers.Select(static known => known.Node), _current.Shards))
            {
                announcements.Add(() => RouterLog.Lagging(_logger, replica.Name, isLagging ? "left out" : "back", lag.TotalMilliseconds));
            }

            replaced = Publish(announcements);
            if (watcher.Track.Origin == ClaimOrigin.Restarted && origin != ClaimOrigin.Restarted
                && !Array.Exists(_current.Shards, shard => ReferenceEquals(shard.Primary, node)))
            {
                announcements.Add(() => RouterLog.NotPromoted(_logger, node.Name));
            }

            ResolveAgain(watcher);
        }

        Announce(announcements, replaced);
        Interlocked.Exchange(ref _progress, null)?.TrySetResult();
    }

    private void Record(IReadOnlyCollection<SentinelAnswer> answers)
    {
        // The last word of the authority holds while no Sentinel can be reached.
        if (SentinelElection.Decide(answers) is not { } decided)
        {
            return;
        }

        List<Action> announcements = [];
        DeploymentNode[] replaced;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _elections.Sentinels = decided;
            SetMembers(decided.Members);
            replaced = Publish(announcements);
        }

        Announce(announcements, replaced);
    }

    /// <summary>Watches the nodes that the topology names, and retires those that it has not named for a while.</summary>
    private void SetMembers(IEnumerable<EndPoint> endpoints)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
        {
            names.Add(NodeName.Of(endpoint));
            Add(endpoint, isConfigured: false);
        }

        foreach (var watcher in _watchers.ToArray())
        {
            watcher.LeftAt = names.Contains(watcher.Node.Name) ? null : watcher.LeftAt ?? _time.GetTimestamp();
            if (watcher is { LeftAt: { } leftAt, IsConfigured: false } && _time.GetElapsedTime(leftAt) >= RetireAfter)
            {
                _watchers.Remove(watcher);
                Stalls.Forget(watcher.Node);
                _ = Task.Run(() => watcher.DisposeAsync().AsTask());
            }
        }
    }

    /// <returns>The nodes in whose place another one is the primary from now on.</returns>
    private DeploymentNode[] Publish(List<Action> announcements)
    {
        var old = _current;
        var next = Build(old);
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
                Stalls.Forget(primary);
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
            announcements.AddRange(_journal.Record(_records[i], next.Shards[i]));
        }

        Volatile.Write(ref _current, next);
        var changed = Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.TrySetResult();
        return [.. replaced];
    }

    private DeploymentSnapshot Build(DeploymentSnapshot old)
    {
        if (_layout is null)
        {
            if (_watchers.Exists(static watcher => watcher.Node.IsCluster == true))
            {
                return DeploymentSnapshot.Unknown;
            }

            SetRecords([RecordOf(null)]);
            return new(old.Version + 1, [_elections.Elect(_records[0], Members(null), null, _tracker.Lineage)], null);
        }

        var names = _layout.Shards.Select(static shard => Array.ConvertAll(shard, NodeName.Of)).ToArray();
        SetRecords([.. names.Select(RecordOf)]);
        var shards = names.Select((members, i) => _elections.Elect(_records[i], Members(members), members[0], _tracker.Lineage)).ToArray();
        return new(old.Version + 1, shards, _layout.Slots);
    }

    private List<NodeWatcher> Members(string[]? names) =>
        _watchers.FindAll(watcher => names is null ? watcher.LeftAt is null : Array.IndexOf(names, watcher.Node.Name) >= 0);

    /// <summary>The record of the shard with these nodes, whatever place it has in the layout.</summary>
    private ShardRecord RecordOf(string[]? names) =>
        _records.Find(record => names is null || (record.Shard is { } shard && Array.Exists(shard.Members, member => Array.IndexOf(names, member.Name) >= 0)))
        ?? new ShardRecord();

    private void SetRecords(ShardRecord[] records)
    {
        HashSet<ShardRecord> taken = [];
        _records.Clear();
        _records.AddRange(records.Select(record => taken.Add(record) ? record : new ShardRecord()));
    }

    private void Announce(List<Action> announcements, DeploymentNode[] replaced)
    {
        foreach (var node in replaced)
        {
            NodeReplaced?.Invoke(node);
        }

        foreach (var announcement in announcements)
        {
            try
            {
                announcement();
            }
#pragma warning disable CA1031 // A log provider or meter listener that throws must not stop the watch.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    /// <summary>
    /// No healthy connection notices that a name has moved. If no other node has taken over, the connections of an endpoint that led to a
    /// primary, and now leads to a replica, are made again.
    /// </summary>
    private void ResolveAgain(NodeWatcher watcher)
    {
        // A server on its way from primary to replica holds writes back: only one that follows another has refused them all.
        if (watcher is { IsConfigured: true, Node: { Observation: { Role: NodeRole.Replica, Linked: true } } node }
            && _layout is null
            && _records is [{ Shard.Primary: null } record]
            && (node.Name == record.Incumbent?.Name || node.Name == _elections.PrimaryEndpoint)
            && (record.LostPrimary is null || _time.GetElapsedTime(record.LostAt) >= ReconnectPause)
            && node.SinceAborted >= ReconnectPause)
        {
            node.Abort();
        }
    }

    private async Task FollowLayoutAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReadLayoutAsync(stop).ConfigureAwait(false);
                await _layoutWanted.WaitAsync(_layout is not null && !Current.IsWritable ? _options.MonitorInterval : LayoutInterval, stop).ConfigureAwait(false);
                await Task.Delay(ShortestLayoutInterval, _time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever an answer does, the layout must be followed on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Announce([() => RouterLog.LayoutUnreadable(_logger, fault)], []);
                await Task.Delay(_options.MonitorInterval, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadLayoutAsync(CancellationToken stop)
    {
        var hint = Interlocked.Exchange(ref _layoutHint, null);
        var isOld = _layoutIsOld || !Current.IsWritable;
        _layoutIsOld = false;
        var layout = await ClusterFollower.ReadAsync(AllNodes(), hint, _layout, isOld, stop).ConfigureAwait(false);
        if (layout is null || ReferenceEquals(layout, _layout))
        {
            return;
        }

        List<Action> announcements = [];
        DeploymentNode[] replaced;
        lock (_lock)
        {
            if (_layout is not null && !_layout.AssignsAs(layout))
            {
                // What was written at one shard may be read at another from now on, whose replicas need not have it yet.
                SlotsMoved?.Invoke();
            }

            _layout = layout;
            SetMembers(layout.Shards.SelectMany(static shard => shard));
            replaced = Publish(announcements);
        }

        Announce(announcements, replaced);
    }
}
