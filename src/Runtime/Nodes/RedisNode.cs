using System.Net;
using RedisSafety.Replication;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>
/// One server of a deployment, with a connection for calls and one for watching it: during a planned failover a server holds back the
/// writes of a connection and everything behind them, and must still be able to report its role.
/// </summary>
internal sealed class RedisNode : DeploymentNode, IAsyncDisposable
{
    // A single refusal can be the last of a role that is just ending.
    private static readonly TimeSpan RefusalsTolerated = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RefusalsForgotten = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestAbortPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestAbortPause = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly TimeSpan _answerWithin;
    private readonly Action<RedisNode> _watchForStalls;
    private readonly string? _configuredZone;
    private readonly NodeConnection _calls;
    private readonly NodeConnection _watch;
    private readonly RedirectionConnection _redirections;
    private readonly NodeProbe _probe;
    private NodeIdentity? _identity;
    private Task _identifying = Task.CompletedTask;
    private bool _isReturning;
    private int _unanswered;
    private int _readOnlyOn = -1;
    private long _abortedAt;
    private TimeSpan _abortPause = ShortestAbortPause;
    private long _refusedAt;

    public RedisNode(
        EndPoint endpoint, ConfigurationOptions deployment, RedisSafetyOptions options, TimeProvider time, Action<RedisNode> watchForStalls)
        : base(endpoint, time)
    {
        _time = time;
        _watchForStalls = watchForStalls;
        _answerWithin = options.MonitorTimeout;
        _configuredZone = options.AvailabilityZones.TryGetValue(Name, out var zone) ? zone : null;
        _calls = new(endpoint, opened => NodeConfiguration.For(deployment, options, endpoint, opened), OnChanged);
        _watch = new(endpoint, opened => NodeConfiguration.For(deployment, options, endpoint, opened), OnChanged);
        _redirections = new(endpoint, opened => NodeConfiguration.For(deployment, options, endpoint, opened));
        _probe = new(_calls, _watch, Name);
    }

    /// <inheritdoc/>
    public override IDatabase? Database => _calls.Database;

    /// <inheritdoc/>
    public override string? Zone => Volatile.Read(ref _identity)?.Zone ?? _configuredZone;

    /// <summary>Called when a connection was lost or restored, or a server was identified: the node is worth asking again.</summary>
    public Action? Changed { get; set; }

    /// <summary>Whether the server runs in Cluster mode; <see langword="null"/> until it has been asked.</summary>
    public bool? IsCluster => _probe.IsCluster;

    /// <summary>The number of clients that the server had when it was last asked; 0 until then.</summary>
    public int Clients => _probe.Clients;

    /// <summary>How long the server's answers to the watch take when nothing delays them.</summary>
    public TimeSpan AnswersWithin { get; private set; }

    /// <summary>The cause of a lost connection; <see langword="null"/> while both connections are there.</summary>
    public Exception? ConnectionFault => _calls.Fault ?? _watch.Fault;

    /// <summary>The time since the sockets were last reset.</summary>
    public TimeSpan SinceAborted => _abortedAt == 0 ? TimeSpan.MaxValue : _time.GetElapsedTime(_abortedAt);

    /// <summary>Asks the server what it is and how far it has come. It never throws, except on cancellation.</summary>
    public async Task<NodeObservation> ObserveAsync(CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(_calls.ConnectAsync(), _watch.ConnectAsync()).WaitAsync(stop).ConfigureAwait(false);
            await _probe.FindModeAsync().WithinAsync(_answerWithin, _time, stop).ConfigureAwait(false);
            var generation = Watermark.Generation;
            var identity = Identity();
            if (identity is { IsSplit: true, InvolvesPrimary: true })
            {
                AbortSlowly();
                return NodeObservation.Failed(new RedisException($"{Name} leads to two servers, one of which is a primary: it is resolved again."));
            }

            // Not awaited: the number has no haste.
            _ = _probe.CountClientsAsync(_time);
            var askedAt = _time.GetTimestamp();
            var observation = await _probe.AskAsync(identity is { IsSplit: true }).WithinAsync(_answerWithin, _time, stop).ConfigureAwait(false);
            AnswersWithin = Quickest(_time.GetElapsedTime(askedAt));
            _unanswered = 0;
            await FollowRoleAsync(observation.Role, stop).ConfigureAwait(false);
            await LetReplicaAnswerAsync(observation.Role, identity).ConfigureAwait(false);
            observation = observation with { CanTellPlace = _probe.CanTellPlace, AskedAt = askedAt, Generation = generation, Process = identity?.Process };
            return identity is not null
                ? observation
                : observation with
                {
                    Position = ReplicationPosition.Unknown,
                    Former = ReplicationPosition.Unknown,
                    IsPlacePending = _probe.CanTellPlace,
                };
        }
        catch (TimeoutException silent)
        {
            // A host that vanished without closing leaves a silent socket. A slow server does too, so that calls go on waiting on theirs.
            if (++_unanswered >= 2)
            {
                _isReturning = true;
                _watch.Abort();
            }

            return NodeObservation.Failed(silent);
        }
        catch (RedisException fault)
        {
            return NodeObservation.Failed(ConnectionFault is { } cause && fault is RedisConnectionException ? cause : fault);
        }
        catch (ObjectDisposedException disposed)
        {
            return NodeObservation.Failed(disposed);
        }
    }

    /// <summary>What the node knows of the cluster's slots; <see langword="null"/> if it runs no cluster or did not answer.</summary>
    public async Task<ClusterView?> ReadClusterAsync(CancellationToken stop)
    {
        try
        {
            var slots = _probe.ReadSlotsAsync();
            var epochs = _probe.ReadEpochsAsync();
            await Task.WhenAll(slots, epochs).WithinAsync(_answerWithin, _time, stop).ConfigureAwait(false);
            var (own, latest) = await epochs.ConfigureAwait(false);
            return ClusterSlots.Parse(await slots.ConfigureAwait(false), EndPoint) is { } parsed ? new(Name, own, latest, parsed) : null;
        }
        catch (RedisException)
        {
            return null;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override Task<IDatabase> OpenForRedirectionsAsync() => _redirections.OpenAsync();

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<EndPoint>> FindTargetAsync(int slot) =>
        ClusterNodes.TargetOf(await _probe.ReadNodesAsync().WithinAsync(_answerWithin, _time).ConfigureAwait(false), slot);

    /// <summary>Resets the connections, so that what waits on them fails at once and the endpoint's name is resolved again.</summary>
    public void Abort()
    {
        _abortedAt = _time.GetTimestamp();
        _calls.Abort();
        _redirections.Abort();
        _watch.Abort();
    }

    /// <summary>
    /// Records that a write was refused as by a replica. If the node goes on to report that it is a primary, its name has moved between the
    /// one connection and the other, and both are made again.
    /// </summary>
    public override void RefusedWrite()
    {
        if (Observation.Role != NodeRole.Primary)
        {
            return;
        }

        var since = Volatile.Read(ref _refusedAt);
        if (since == 0 || _time.GetElapsedTime(since) > RefusalsForgotten)
        {
            Volatile.Write(ref _refusedAt, _time.GetTimestamp());
        }
        else if (_time.GetElapsedTime(since) > RefusalsTolerated && SinceAborted > RefusalsTolerated)
        {
            Volatile.Write(ref _refusedAt, 0);
            Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Changed = null;
        try
        {
            await _calls.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await _redirections.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                await _watch.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    protected override void WatchForStalls() => _watchForStalls(this);

    /// <summary>
    /// Returns the identity that holds for the connections as they are now. What is measured on the one holds for the other only if both lead
    /// to the same process; they are asked once for each time that one of them was made.
    /// </summary>
    private NodeIdentity? Identity()
    {
        if (!_probe.CanTellPlace)
        {
            return null;
        }

        if (Volatile.Read(ref _identity) is { } known && known.Calls == _calls.Generation && known.Watch == _watch.Generation)
        {
            return known;
        }

        if (_identifying.IsCompleted)
        {
            // Not awaited: a server that holds calls back must still be able to report its role.
            _identifying = IdentifyAsync();
        }

        return null;
    }

    private async Task IdentifyAsync()
    {
        try
        {
            if (await _probe.IdentifyAsync(Volatile.Read(ref _identity), _answerWithin, _time).ConfigureAwait(false) is { } identity)
            {
                _isReturning = false;
                if (!identity.IsSplit)
                {
                    _abortPause = ShortestAbortPause;
                }

                Volatile.Write(ref _identity, identity);
                Changed?.Invoke();
            }
        }
        catch (RedisException)
        {
            // The next observation asks again. Until then the node is no primary, and no replica that is trusted with a fresh read.
        }
        catch (TimeoutException)
        {
            if (_isReturning)
            {
                // The server is back, on a new connection: the old one for calls leads nowhere.
                _isReturning = false;
                _calls.Abort();
            }
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private void AbortSlowly()
    {
        if (SinceAborted >= _abortPause)
        {
            _abortPause = _abortPause * 2 < LongestAbortPause ? _abortPause * 2 : LongestAbortPause;
            Abort();
        }
    }

    /// <summary>The quickest of the last answers: a single slow one proves little, and a quick one is forgotten gradually.</summary>
    private TimeSpan Quickest(TimeSpan answer)
    {
        var forgotten = AnswersWithin * 1.5;
        return AnswersWithin == TimeSpan.Zero || answer < forgotten ? answer : forgotten;
    }

    /// <summary>
    /// StackExchange.Redis learns a server's role when it connects and every minute, and refuses writes to what it takes for a replica: it is
    /// reconfigured before the router sends any.
    /// </summary>
    private async Task FollowRoleAsync(NodeRole role, CancellationToken stop)
    {
        if (role == NodeRole.Primary && _calls.Server!.IsReplica)
        {
            await _calls.Server.Multiplexer.ConfigureAsync().WithinAsync(_answerWithin, _time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A replica in Cluster mode sends reads away unless the connection asked for them. The setting holds for one connection, so it is sent
    /// again until the connection is identified; what is sent after it follows it.
    /// </summary>
    private async Task LetReplicaAnswerAsync(NodeRole role, NodeIdentity? identity)
    {
        if (IsCluster == true && role == NodeRole.Replica && !(identity is not null && _readOnlyOn == identity.Calls))
        {
            await Database!.ExecuteAsync("READONLY", [], CommandFlags.FireAndForget).ConfigureAwait(false);
            _readOnlyOn = identity?.Calls ?? -1;
        }
    }

    private void OnChanged()
    {
        // What was measured need not hold for the server behind the next connection.
        Watermark.Void();
        Changed?.Invoke();
    }
}
