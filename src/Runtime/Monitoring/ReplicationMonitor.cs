using System.Net;
using Microsoft.Extensions.Logging;
using RedisSafety.Nodes;
using RedisSafety.Replication;
using RedisSafety.Telemetry;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Monitoring;

/// <summary>
/// Watches every node of a deployment and keeps a snapshot of which is what. Each node has a loop of its own, so that one that is
/// silent delays nothing that the others say.
/// </summary>
internal sealed class ReplicationMonitor : IDeploymentWatch, IAsyncDisposable
{
    // How long faults keep the watch at its faster pace.
    private static readonly TimeSpan SuspicionLasts = TimeSpan.FromSeconds(1);

    // How long a former primary may be the only answer behind its endpoint before the endpoint's name is resolved again.
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(100);

    // Thousands of calls may fault at once, and each asks for a look.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(5);

    // How often nodes are asked while a read waits for a replica to be known fresh enough, and how long after the last that did.
    private static readonly TimeSpan HastenedInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan HasteLasts = TimeSpan.FromMilliseconds(50);

    // In a planned failover a primary holds writes back, and answers everything else. Calls that have waited so long, and several times
    // as long as the watch's own question takes, are looked into.
    private static readonly TimeSpan StallBorne = TimeSpan.FromMilliseconds(2);
    private const int StallBorneInAnswers = 3;

    // How often the replicas of such a primary are asked whether one of them has taken over. The longer that goes on, the less a
    // millisecond counts: a fiftieth of the outage is what the asking may add.
    private static readonly TimeSpan VigilInterval = TimeSpan.FromMilliseconds(1);
    private const int VigilShare = 50;
    private static readonly TimeSpan VigilLasts = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LayoutInterval = TimeSpan.FromSeconds(5);

    private readonly RedisSafetyOptions _options;
    private readonly ConfigurationOptions _deployment;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly object _lock = new();
    private readonly List<RedisNode> _nodes = [];
    private readonly List<Task> _loops = [];
    private readonly SentinelDirectory? _sentinels;
    private readonly StallWatch _stalls;
    private DeploymentSnapshot _current = DeploymentSnapshot.Unknown;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _layoutWanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClusterSlots? _layout;
    private DeploymentNode? _layoutHint;
    private bool _started;
    private bool _disposed;
    private long _claims;
    private long _suspectedAt;
    private long _hastenedAt;
    private TaskCompletionSource? _progress;
    private long _primaryLostAt;
    private RedisNode? _lostPrimary;

    public ReplicationMonitor(RedisSafetyOptions options, ConfigurationOptions deployment, TimeProvider time, ILogger logger)
    {
        _options = options;
        _deployment = deployment;
        _time = time;
        _logger = logger;
        _stalls = new StallWatch(LookForStalls, PreciseTime.Of(time));
        if (!string.IsNullOrEmpty(deployment.ServiceName))
        {
            _sentinels = new SentinelDirectory(
                NodeConfiguration.ForSentinels(deployment, options), deployment.ServiceName, time, options.MonitorTimeout);
        }
    }

    public DeploymentSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Completes when <see cref="Current"/> is replaced. Take it before looking at the snapshot.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Which histories followed which.</summary>
    public ReplicationHistories Histories { get; } = new();

    /// <summary>Called when another node became the primary in the place of a node.</summary>
    public Action<DeploymentNode>? NodeReplaced { get; init; }

    /// <summary>Called under the monitor's lock when keys have come to other shards.</summary>
    public Action? SlotsMoved { get; init; }

    /// <summary>Whether every shard's primary has told which history it writes.</summary>
    public bool KnowsEveryHistory
    {
        get
        {
            var shards = Current.Shards;
            return shards.Length > 0 && Array.TrueForAll(shards, static shard =>
                shard.Primary is { Timeline.History: { } history } primary && primary.Observation.Position.History == history);
        }
    }

    public RedisNode[] Nodes
    {
        get
        {
            lock (_lock)
            {
                return [.. _nodes];
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
            RouterTelemetry.Watch(this, Lags);
            if (_sentinels is null)
            {
                foreach (var endpoint in _deployment.EndPoints)
                {
                    Add(endpoint);
                }
            }

            _loops.Add(Task.Run(FollowLayoutAsync));
        }
    }

    /// <summary>Looks sooner and more often: a call has met a fault at <paramref name="node"/>.</summary>
    public void Suspect(DeploymentNode? node, bool layoutIsOld)
    {
        Volatile.Write(ref _suspectedAt, _time.GetTimestamp());
        if (layoutIsOld)
        {
            Volatile.Write(ref _layoutHint, node);
            Volatile.Read(ref _layoutWanted).TrySetResult();
        }

        foreach (var known in Nodes)
        {
            known.Poke();
        }
    }

    /// <summary>
    /// Looks now and for a moment more often: something waits to learn how far the nodes have come. An idle deployment is not asked more.
    /// </summary>
    public void Hasten()
    {
        var last = Volatile.Read(ref _hastenedAt);
        var now = _time.GetTimestamp();
        if (last != 0 && _time.GetElapsedTime(last, now) < HastenedInterval)
        {
            return;
        }

        Volatile.Write(ref _hastenedAt, now);
        foreach (var node in Nodes)
        {
            node.Poke();
        }
    }

    /// <summary>Completes when a node has next told how far it has come. Take it before looking at what is known.</summary>
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
    public bool HasHistory(ulong history)
    {
        foreach (var shard in Current.Shards)
        {
            if (shard.Primary?.Timeline.History is { } known && SessionPlace.TagOf(known) == history)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A place in a history that holds everything acknowledged up to <paramref name="moment"/>, where a primary writes it and was asked since.</summary>
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
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            RouterTelemetry.Forget(this);
            loops = [.. _loops];
        }

        _stalls.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        Volatile.Read(ref _changed).TrySetResult();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var node in Nodes)
        {
            await node.DisposeAsync().ConfigureAwait(false);
        }

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

    private void Add(EndPoint endpoint)
    {
        var name = NodeName.Of(endpoint);
        if (_disposed || _nodes.Exists(known => known.Name == name))
        {
            return;
        }

        var node = new RedisNode(endpoint, _deployment, _options, _time, _stalls.Begin);
        _nodes.Add(node);
        _loops.Add(Task.Run(() => WatchAsync(node)));
    }

    private async Task WatchAsync(RedisNode node)
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var askedAt = _time.GetTimestamp();
                Record(node, await node.ObserveAsync(stop).ConfigureAwait(false));
                await node.WaitAsync(Interval(), stop).ConfigureAwait(false);
                var early = KeepsVigilOver(node) ? TimeSpan.Zero : ShortestInterval - _time.GetElapsedTime(askedAt);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, _time, stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever one answer does, the node must be watched on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Record(node, NodeObservation.Failed(fault));
                await Task.Delay(_options.MonitorInterval, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private TimeSpan Interval()
    {
        var suspectedAt = Volatile.Read(ref _suspectedAt);
        var suspected = !Current.IsWritable || (suspectedAt != 0 && _time.GetElapsedTime(suspectedAt) < SuspicionLasts);
        var interval = suspected ? _options.FailoverMonitorInterval : _options.MonitorInterval;
        var hastenedAt = Volatile.Read(ref _hastenedAt);
        return hastenedAt != 0 && interval > HastenedInterval && _time.GetElapsedTime(hastenedAt) < HasteLasts ? HastenedInterval : interval;
    }

    /// <summary>Whether a node is asked as often as the stall watch says: one whose calls stand still, or that may take over from it.</summary>
    private bool KeepsVigilOver(RedisNode node)
    {
        foreach (var shard in Current.Shards)
        {
            if (shard.Primary is RedisNode { StallAskedAt: not 0 and var askedAt } && Array.IndexOf(shard.Members, node) >= 0)
            {
                return _time.GetElapsedTime(askedAt) < VigilLasts;
            }
        }

        return false;
    }

    /// <summary>
    /// Looks whether a primary has stopped to answer calls, and asks it: an answer that overtakes the calls says that they are held back,
    /// where one that merely came after a slow command leaves none behind. From then on the replicas are asked again and again.
    /// </summary>
    /// <returns>When to look again; <see langword="null"/> where no call is under way.</returns>
    private TimeSpan? LookForStalls()
    {
        TimeSpan? next = null;
        foreach (var shard in Current.Shards)
        {
            if (shard.Primary is not RedisNode { State.CanBeReplaced: true } primary)
            {
                continue;
            }

            var due = LookForStall(primary, shard.Members);
            if (primary.Calls.Outstanding > 0)
            {
                next = next < due ? next : due;
            }
        }

        return next;
    }

    private TimeSpan LookForStall(RedisNode primary, DeploymentNode[] members)
    {
        var lasts = primary.Calls.Stall;
        var borne = primary.AnswersWithin * StallBorneInAnswers;
        borne = borne > StallBorne ? borne : StallBorne;
        if (lasts < borne)
        {
            primary.StallAskedAt = 0;
            primary.HoldsCallsSince = 0;
            var left = borne - lasts;
            return left > TimeSpan.Zero && left < StallWatch.Interval ? left : StallWatch.Interval;
        }

        var now = _time.GetTimestamp();
        if (primary.StallAskedAt == 0)
        {
            primary.StallAskedAt = now;

            // The replicas too: at the end of a short failover one of them has taken over already.
            Array.ForEach(members, static member => ((RedisNode)member).Poke());
            return VigilInterval;
        }

        if (primary.HoldsCallsSince == 0
            && primary.Observation is { Role: NodeRole.Primary } answer && answer.AskedAt >= primary.StallAskedAt)
        {
            primary.HoldsCallsSince = now;
            Suspect(primary, layoutIsOld: false);
            return VigilInterval;
        }

        var watched = _time.GetElapsedTime(primary.HoldsCallsSince is not 0 and var since ? since : primary.StallAskedAt, now);
        if (watched >= VigilLasts)
        {
            return StallWatch.Interval;
        }

        if (primary.HoldsCallsSince != 0)
        {
            foreach (var member in members)
            {
                if (!ReferenceEquals(member, primary))
                {
                    ((RedisNode)member).Poke();
                }
            }
        }

        return VigilInterval + (watched / VigilShare);
    }

    private void Record(RedisNode node, NodeObservation observation)
    {
        DeploymentNode[] replaced;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            var before = node.Observation;
            node.State = node.State with { Observation = observation };
            if (node.Judge(observation, Histories))
            {
                RouterLog.NotPromoted(_logger, node.Name);
            }

            if (observation.Role == NodeRole.Primary)
            {
                node.WasPrimary = true;
                if (node.Claim < 0)
                {
                    node.Claim = ++_claims;
                }
            }
            else if (observation.Role == NodeRole.Replica)
            {
                // What it claims after this is newer than any claim so far.
                node.Claim = -1;
            }

            if (before.Role != observation.Role)
            {
                RouterLog.RoleChanged(_logger, node.Name, before.Role.ToString(), observation.Role.ToString(), observation.Error);
            }

            if (node.IsCluster == true && _layout is null)
            {
                Volatile.Read(ref _layoutWanted).TrySetResult();
            }

            Measure(node, before);
            replaced = Publish();
            ResolveAgain(node);
        }

        Array.ForEach(replaced, NodeReplaced ?? (static _ => { }));
        Interlocked.Exchange(ref _progress, null)?.TrySetResult();
    }

    /// <summary>Brings the watermarks up to date with what a node has just said.</summary>
    private void Measure(RedisNode node, NodeObservation before)
    {
        var now = node.Observation;
        if (now.Role == NodeRole.Primary && now.Position.IsKnown && now.Generation == node.Watermark.Generation)
        {
            if (node.Timeline.History != now.Position.History)
            {
                var former = _nodes.Find(known => known.Timeline.History is { } history && history == now.Former.History);
                Histories.Begin(now.Former, now.Position.History!, former?.Timeline);
            }

            node.Timeline.Add(now.AskedAt, now.Position);
        }

        if (now.Role != before.Role || now.Linked != before.Linked || now.Position.History != before.Position.History
            || now.Position.Offset < before.Position.Offset)
        {
            // What it held before is no longer sure: it may be on its way to another history.
            node.Watermark.Void();
        }

        foreach (var shard in _current.Shards)
        {
            if (shard.Primary is not { } primary || (primary != node && Array.IndexOf(shard.Replicas, node) < 0))
            {
                continue;
            }

            foreach (var replica in shard.Replicas)
            {
                replica.Watermark.Advance(replica.Observation.Generation, primary.Timeline.ReachedBy(replica.Observation.Position));
                Judge((RedisNode)replica, primary.Timeline);
            }
        }
    }

    /// <summary>Says whether a replica is too far behind, with some way between the limits at which it leaves and returns.</summary>
    private void Judge(RedisNode replica, PrimaryTimeline timeline)
    {
        var reached = replica.Watermark.Reached;
        if (reached == PrimaryTimeline.Never)
        {
            return;
        }

        var lag = timeline.LastAskedAt > reached ? _time.GetElapsedTime(reached, timeline.LastAskedAt) : TimeSpan.Zero;
        var isLagging = lag > (replica.State.IsLagging ? _options.ReplicaLagLimit / 2 : _options.ReplicaLagLimit);
        if (isLagging != replica.State.IsLagging)
        {
            replica.State = replica.State with { IsLagging = isLagging };
            RouterLog.Lagging(_logger, replica.Name, isLagging ? "left out" : "back", lag.TotalMilliseconds);
        }

        replica.State = replica.State with
        {
            Lag = lag,
            LagBytes = Math.Max(0, timeline.Last.Offset - replica.Observation.Position.Offset),
        };
    }

    /// <returns>The nodes in whose place another one is the primary from now on.</returns>
    private DeploymentNode[] Publish()
    {
        var old = _current;
        var next = Build(old);
        foreach (var shard in next.Shards)
        {
            shard.Primary?.State = shard.Primary.State with { CanBeReplaced = shard.Members.Length > 1 };
        }

        if (next.HasSameNodes(old))
        {
            return [];
        }

        List<DeploymentNode> replaced = [];
        foreach (var shard in next.Shards)
        {
            if (shard.Primary is not { } primary || Array.Exists(old.Shards, known => ReferenceEquals(known.Primary, primary)))
            {
                continue;
            }

            primary.State = primary.State with { IsReplaced = false };
            (((RedisNode)primary).StallAskedAt, ((RedisNode)primary).HoldsCallsSince) = (0, 0);
            foreach (var member in shard.Members)
            {
                if (!ReferenceEquals(member, primary))
                {
                    // Before the snapshot is to be seen: what was chosen by the old one and is sent after it finds this.
                    member.State = member.State with { IsReplaced = true };
                    replaced.Add(member);
                }
            }
        }

        for (var i = 0; i < next.Shards.Length; i++)
        {
            Announce((RedisNode?)(i < old.Shards.Length ? old.Shards[i].Primary : null), (RedisNode?)next.Shards[i].Primary);
        }

        Volatile.Write(ref _current, next);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return [.. replaced];
    }

    private void Announce(RedisNode? before, RedisNode? now)
    {
        if (ReferenceEquals(before, now))
        {
            return;
        }

        if (now is null)
        {
            _primaryLostAt = _time.GetTimestamp();
            _lostPrimary = before;
            RouterLog.PrimaryLost(_logger, before!.Name);
            return;
        }

        if ((before ?? _lostPrimary) is { } former && (before is not null || _primaryLostAt != 0))
        {
            var lasted = before is null ? _time.GetElapsedTime(_primaryLostAt) : TimeSpan.Zero;
            RouterTelemetry.FailedOver(former.Name, now.Name, lasted);
            RouterLog.FailedOver(_logger, former.Name, now.Name, lasted.TotalMilliseconds);
            if (!ReferenceEquals(former, now) && former.Observation.Role == NodeRole.Unreachable)
            {
                // Calls that wait for a server that has been replaced would wait for their time-out.
                former.CloseSockets();
            }
        }

        _primaryLostAt = 0;
        _lostPrimary = null;
    }

    private DeploymentSnapshot Build(DeploymentSnapshot old)
    {
        if (_layout is null)
        {
            return _nodes.Exists(static node => node.IsCluster == true)
                ? DeploymentSnapshot.Unknown
                : new(old.Version + 1, [BuildShard(_nodes, old.Shards.Length > 0 ? old.Shards[0] : null)], null);
        }

        var shards = new Shard[_layout.Shards.Count];
        for (var i = 0; i < shards.Length; i++)
        {
            var names = Array.ConvertAll(_layout.Shards[i], NodeName.Of);
            var members = _nodes.FindAll(node => Array.IndexOf(names, node.Name) >= 0);
            shards[i] = BuildShard(members, i < old.Shards.Length ? old.Shards[i] : null);
        }

        return new(old.Version + 1, shards, _layout.Slots);
    }

    private static Shard BuildShard(List<RedisNode> members, Shard? old)
    {
        RedisNode? primary = null;
        foreach (var node in members)
        {
            if (node.Observation.Role == NodeRole.Primary && (primary is null || Outranks(node, primary, old?.Primary)))
            {
                primary = node;
            }
        }

        var replicas = members.FindAll(static node => node.Observation is { Role: NodeRole.Replica, Linked: true });
        return new Shard(primary, [.. replicas], [.. members]);
    }

    private static bool Outranks(RedisNode node, RedisNode other, DeploymentNode? current)
    {
        if (node.LacksWhatItHad != other.LacksWhatItHad)
        {
            // An empty node says "primary" as loudly as the one with the data. What replicas follow is one in any case: somebody has
            // built the deployment anew on it.
            var (empty, full) = node.LacksWhatItHad ? (node, other) : (other, node);
            var emptyLeads = empty.Observation.Replicas > 0 && full.Observation.Replicas == 0;
            return ReferenceEquals(node, empty) == emptyLeads;
        }

        if (node.Claim != other.Claim)
        {
            return node.Claim > other.Claim;
        }

        if (Succeeds(node, other) || Succeeds(other, node))
        {
            return Succeeds(node, other);
        }

        if (ReferenceEquals(node, current) || ReferenceEquals(other, current))
        {
            return ReferenceEquals(node, current);
        }

        return node.Observation.Replicas > other.Observation.Replicas;
    }

    /// <summary>Whether a node goes on from another's history, from where that had come when it was first asked or later.</summary>
    private static bool Succeeds(RedisNode node, RedisNode other) =>
        node.Observation.Former is { IsKnown: true } former && former.Contains(other.Timeline.First);

    /// <summary>
    /// A primary endpoint whose name has moved is noticed by no healthy connection. Where no other node has taken over, the
    /// former primary's connection is cut, so that the name is resolved again.
    /// </summary>
    private void ResolveAgain(RedisNode node)
    {
        // A server on its way from primary to replica holds writes back: only one that follows another has refused them all.
        if (node is { WasPrimary: true, Observation: { Role: NodeRole.Replica, Linked: true } }
            && _primaryLostAt != 0
            && _layout is null
            && _time.GetElapsedTime(_primaryLostAt) >= ReconnectPause
            && node.SinceClosed() >= ReconnectPause)
        {
            node.CloseSockets();
        }
    }

    private async Task FollowLayoutAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (_sentinels is not null)
                {
                    var endpoints = await _sentinels.ReadNodesAsync(stop).ConfigureAwait(false);
                    lock (_lock)
                    {
                        endpoints.ForEach(Add);
                    }
                }
                else
                {
                    await ReadLayoutAsync(stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever one answer does, the layout must be followed on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                RouterLog.LayoutUnreadable(_logger, fault);
            }

            var interval = _sentinels is not null && !Current.IsWritable ? _options.MonitorInterval : LayoutInterval;
            var wanted = _layoutWanted.Task;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(wanted, Task.Delay(interval, _time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            if (wanted.IsCompleted)
            {
                Volatile.Write(ref _layoutWanted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
    }

    private async Task ReadLayoutAsync(CancellationToken stop)
    {
        var hint = Interlocked.Exchange(ref _layoutHint, null);
        var candidates = Nodes
            .Where(static node => node is { IsCluster: true, Database: not null } && node.Observation.Role != NodeRole.Unreachable)
            .OrderByDescending(node => ReferenceEquals(node, hint))
            .ThenBy(static node => node.Observation.Role)
            .ToArray();
        foreach (var node in candidates)
        {
            if (await node.ReadSlotsAsync(stop).ConfigureAwait(false) is not { } reply
                || ClusterSlots.Parse(reply, node.EndPoint) is not { } layout)
            {
                continue;
            }

            DeploymentNode[] replaced;
            lock (_lock)
            {
                if (_layout is not null && !_layout.AssignsAs(layout))
                {
                    // What was written at one shard may be read at another from now on, whose replicas need not have it yet.
                    SlotsMoved?.Invoke();
                }

                _layout = layout;
                foreach (var endpoint in layout.Shards.SelectMany(static shard => shard))
                {
                    Add(endpoint);
                }

                replaced = Publish();
            }

            Array.ForEach(replaced, NodeReplaced ?? (static _ => { }));
            return;
        }
    }
}
