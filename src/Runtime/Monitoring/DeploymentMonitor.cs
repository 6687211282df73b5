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
    // How often a node is tried that is configured and that the topology does not name.
    private static readonly TimeSpan UnnamedInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SentinelInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SuspectedSentinelInterval = TimeSpan.FromMilliseconds(50);

    private readonly ConfigurationOptions _deployment;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly object _lock = new();
    private readonly List<Task> _loops = [];
    private readonly NodeWatchers _watchers;
    private readonly SentinelWatch? _sentinels;
    private readonly LayoutFollower _layout;
    private readonly StallWatch _stallWatch;
    private readonly Pace _pace;
    private readonly Elections _elections;
    private readonly SnapshotPublisher _publisher;
    private readonly ReplicationTracker _tracker;
    private readonly ReplicationPlaces _places;
    private TaskCompletionSource? _progress;
    private ClusterSlots? _published;
    private bool _started;
    private bool _disposed;

    public DeploymentMonitor(RedisSafetyOptions options, ConfigurationOptions deployment, TimeProvider time, ILogger logger)
    {
        _deployment = deployment;
        _time = time;
        _logger = logger;
        _pace = new Pace(options, time);
        _tracker = new ReplicationTracker(options, time);
        _stallWatch = new StallWatch(CheckStalls, PreciseTime.Of(time));
        Stalls = new StallDetection(time);
        _elections = new Elections(options, deployment.EndPoints, !string.IsNullOrEmpty(deployment.ServiceName), time);
        _publisher = new SnapshotPublisher(_elections, new FailoverJournal(logger, time), Stalls);
        _places = new ReplicationPlaces(() => Current, _lock);
        _watchers = new NodeWatchers(
            (endpoint, order, isConfigured) => new NodeWatcher(
                new RedisNode(endpoint, deployment, options, time, _ => _stallWatch.Begin()), IntervalOf, ShortestIntervalOf, Record, time, _stop.Token)
            {
                Order = order,
                IsConfigured = isConfigured,
            },
            time);
        _layout = new LayoutFollower(
            _watchers,
            () => Current.IsWritable,
            Record,
            fault => Announcements.Announce(() => RouterLog.LayoutUnreadable(logger, fault)),
            options.MonitorInterval,
            time);
        if (!string.IsNullOrEmpty(deployment.ServiceName))
        {
            _sentinels = new SentinelWatch(
                NodeConfiguration.ForSentinels(deployment, options), deployment.ServiceName, options.MonitorTimeout, time, SentinelPace, Record);
        }
    }

    public DeploymentSnapshot Current => _publisher.Current;

    public Task Changed => _publisher.Changed;

    /// <summary>Which histories followed which, and how much of each went along.</summary>
    public ReplicationHistories Histories => _tracker.Histories;

    /// <summary>Which primaries hold calls back.</summary>
    public StallDetection Stalls { get; }

    /// <summary>Called when another node became the primary in the place of a node.</summary>
    public Action<DeploymentNode>? NodeReplaced { get; init; }

    /// <summary>Called without a lock when a node has been observed.</summary>
    public Action<DeploymentNode>? Observed { get; init; }

    IReadOnlyList<DeploymentNode> IDeploymentWatch.Nodes => Nodes;

    /// <summary>Called when keys have come to other shards, before that is published.</summary>
    public Action? SlotsMoved { get; init; }

    public bool KnowsEveryHistory => _places.KnowsEveryHistory;

    /// <summary>The nodes that belong to the deployment, or are configured.</summary>
    public RedisNode[] Nodes => [.. _watchers.Named.Select(static watcher => watcher.Node)];

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
                    _watchers.Add(endpoint, isConfigured: true);
                }
            }

            _loops.Add(Task.Run(() => _sentinels is null ? _layout.RunAsync(_stop.Token) : _sentinels.RunAsync(_stop.Token)));
        }

        RouterTelemetry.Watch(this, _places.Lags);
    }

    public DeploymentNode Watch(EndPoint endpoint) => _watchers.Add(endpoint, isConfigured: false).Node;

    public void Suspect(DeploymentNode? node, bool layoutIsOld)
    {
        _pace.Suspect();
        if (layoutIsOld)
        {
            _layout.Want(node);
        }

        _sentinels?.Poke();
        _watchers.PokeAll();
    }

    public void Hasten() => PokeIf(_pace.Hasten());

    public void HastenForCall() => PokeIf(_pace.HastenForCall());

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

    public bool HasHistory(ulong history) => _places.HasHistory(history);

    public bool IsHistoryOfAnotherShard(ulong history, DeploymentNode node) => _places.IsHistoryOfAnotherShard(history, node);

    public ReplicationPosition PlaceOf(string history, long moment) => _places.PlaceOf(history, moment);

    public bool TryPlaceAll(long moment, Action<ReplicationPosition> add) => _places.TryPlaceAll(moment, add);

    public async ValueTask DisposeAsync()
    {
        Task[] loops;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            loops = [.. _loops];
        }

        RouterTelemetry.Forget(this);
        _stallWatch.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        _publisher.End();
        Interlocked.Exchange(ref _progress, null)?.TrySetResult();

        // One that fails to close must not keep the others open.
        await Task.WhenAll([.. loops, .. _watchers.All.Select(static watcher => watcher.DisposeAsync().AsTask())])
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_sentinels is not null)
        {
            await _sentinels.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private TimeSpan IntervalOf(NodeWatcher watcher)
    {
        if (watcher.HasNewCalls())
        {
            _pace.Called();
        }

        return Pace.Spread(watcher.LeftAt is null ? _pace.Interval(Current.IsWritable) : UnnamedInterval);
    }

    private TimeSpan ShortestIntervalOf(NodeWatcher watcher) =>
        Stalls.IsQuick(Current, watcher.Node) ? _pace.ShortestQuickInterval : Pace.ShortestInterval;

    private TimeSpan SentinelPace() => _pace.IsSuspected || !Current.IsWritable ? SuspectedSentinelInterval : SentinelInterval;

    private void PokeIf(bool isWanted)
    {
        if (isWanted)
        {
            _watchers.PokeAll();
        }
    }

    private TimeSpan? CheckStalls()
    {
        TimeSpan? next = null;
        foreach (var shard in Current.Shards)
        {
            if (shard.Primary is RedisNode { State.CanBeReplaced: true } primary)
            {
                var due = Stalls.Check(primary, shard.Members, _watchers.Poke, node => Suspect(node, layoutIsOld: false));
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
        var node = watcher.Node;
        Update(announcements =>
        {
            var before = node.Observation;
            var origin = watcher.Track.Origin;
            node.State = node.State with { Observation = observation };
            _pace.Clients = observation.Role == NodeRole.Primary ? node.Clients : _pace.Clients;
            watcher.Track = watcher.Track.Next(observation);
            if (before.Role != observation.Role)
            {
                RecordRole(node, before, announcements);
            }

            if (node.IsCluster == true && _layout.Layout is null)
            {
                _layout.Want(node);
            }

            foreach (var (replica, isLagging, lag) in _tracker.Add(node, before, _watchers.All.Select(static known => known.Node), Current.Shards))
            {
                announcements.Add(() => RouterLog.Lagging(_logger, replica.Name, isLagging ? "left out" : "back", lag.TotalMilliseconds));
            }

            var replaced = Publish(announcements, watcher);
            if (watcher.Track.Origin == ClaimOrigin.Restarted && origin != ClaimOrigin.Restarted
                && !Array.Exists(Current.Shards, shard => ReferenceEquals(shard.Primary, node)))
            {
                announcements.Add(() => RouterLog.NotPromoted(_logger, node.Name));
            }

            EndpointResolution.ResolveAgain(watcher, _publisher.Record, _elections.PrimaryEndpoint, _time);
            return replaced;
        });
        Observed?.Invoke(node);
        Interlocked.Exchange(ref _progress, null)?.TrySetResult();
    }

    private void RecordRole(RedisNode node, NodeObservation before, List<Action> announcements)
    {
        var now = node.Observation;
        announcements.Add(() => RouterLog.RoleChanged(_logger, node.Name, before.Role.ToString(), now.Role.ToString(), now.Error));
        if (node.IsCluster == true && now.Role != NodeRole.Unreachable)
        {
            _layout.Want(node);
        }

        if (before.Role != NodeRole.Unreachable || before.Error is not null)
        {
            _pace.Suspect();
        }

        _sentinels?.Poke();
    }

    private void Record(IReadOnlyCollection<SentinelAnswer> answers)
    {
        Update(announcements =>
        {
            if (SentinelElection.Decide(answers, _elections.Sentinels, _deployment.EndPoints.Count) is not { } decided)
            {
                return [];
            }

            _elections.Sentinels = decided;
            SetNamed([.. decided.Members]);
            return Publish(announcements);
        });
    }

    private void Record(ClusterSlots layout) => Update(announcements =>
    {
        if (Current is { IsCluster: true, Slots: not null } && _published is { } published && !published.AssignsAs(layout))
        {
            // What was written at one shard may be read at another from now on, whose replicas need not have it yet.
            SlotsMoved?.Invoke();
        }

        _published = layout;
        SetNamed([.. layout.Shards.SelectMany(static shard => shard)]);
        return Publish(announcements);
    });

    private void SetNamed(IReadOnlyCollection<EndPoint> endpoints)
    {
        foreach (var retired in _watchers.SetNamed(endpoints))
        {
            Stalls.Forget(retired);
        }
    }

    private IReadOnlyList<DeploymentNode> Publish(List<Action> announcements, NodeWatcher? observed = null) =>
        _publisher.Publish(_watchers.All, _published, _tracker.Lineage, observed, announcements);

    /// <summary>Changes and publishes the state under the lock, and announces the change after it.</summary>
    private void Update(Func<List<Action>, IReadOnlyList<DeploymentNode>> change)
    {
        List<Action> announcements = [];
        IReadOnlyList<DeploymentNode> replaced;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            replaced = change(announcements);
        }

        foreach (var node in replaced)
        {
            NodeReplaced?.Invoke(node);
        }

        Announcements.Announce(announcements);
    }
}
