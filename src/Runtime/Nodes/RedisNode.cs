using System.Net;
using System.Net.Sockets;
using RedisSafety.Replication;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>
/// One server of a deployment, with a connection for calls and one for watching it: during a planned failover a server holds
/// back the writes of a connection and everything that follows them, and must still be able to tell its role.
/// </summary>
internal sealed class RedisNode : DeploymentNode, IAsyncDisposable
{
    private static readonly TimeSpan RefusalsBorne = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RefusalsForgotten = TimeSpan.FromSeconds(2);

    private readonly ConfigurationOptions _configuration;
    private readonly TimeProvider _time;
    private readonly TimeSpan _answerWithin;
    private readonly object _socketsLock = new();
    private readonly List<Socket> _sockets = [];
    private readonly Action _watchForStalls;
    private TaskCompletionSource _poke = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionMultiplexer? _calls;
    private IServer? _callServer;
    private ConnectionMultiplexer? _watch;
    private IServer? _watchServer;
    private IDatabase? _database;
    private string? _zone;
    private volatile Exception? _connectionFault;
    private int _unanswered;
    private long _closedAt;
    private long _refusedAt;
    private bool? _isCluster;
    private bool _hasNoInfo;
    private int _connections;
    private ReplicationPosition _had;
    private string? _hadIn;
    private string? _process;
    private bool _hasShownThat;
    private long _stallAskedAt;
    private long _holdsCallsSince;
    private int _identified = -1;
    private int _readOnlyOn = -1;
    private bool _isSplit;
    private Task _identifying = Task.CompletedTask;

    public RedisNode(EndPoint endpoint, ConfigurationOptions deployment, RedisSafetyOptions options, TimeProvider time, Action watchForStalls)
        : base(endpoint, time)
    {
        _watchForStalls = watchForStalls;
        _time = time;
        _answerWithin = options.MonitorTimeout;
        _zone = options.AvailabilityZones.TryGetValue(Name, out var zone) ? zone : null;
        _configuration = NodeConfiguration.For(deployment, options, endpoint, Opened);
    }

    /// <inheritdoc/>
    public override IDatabase? Database => _database;

    /// <summary>When it became a primary, on the monitor's own count: of two that claim to be one, the later is right.</summary>
    public long Claim { get; set; }

    /// <summary>
    /// Whether it calls itself a primary without having been promoted from what it had, as a replica that is restarted without its
    /// setting to follow: it then is one, of nothing, or of what a file of some time before holds.
    /// </summary>
    public bool LacksWhatItHad { get; private set; }

    /// <summary>Whether it once answered as a primary through the endpoint that it now answers on as a replica.</summary>
    public bool WasPrimary { get; set; }

    /// <summary>Whether the server runs in Cluster mode; <see langword="null"/> until it has been asked.</summary>
    public bool? IsCluster => _isCluster;

    /// <summary>How long its answers to the watch take when nothing delays them.</summary>
    public TimeSpan AnswersWithin { get; private set; }

    /// <summary>When it was asked why calls stand still; 0 where they do not.</summary>
    public long StallAskedAt
    {
        get => Volatile.Read(ref _stallAskedAt);
        set => Volatile.Write(ref _stallAskedAt, value);
    }

    /// <summary>Since when it is known to hold calls back while it answers the watch; 0 where it does not.</summary>
    public long HoldsCallsSince
    {
        get => Volatile.Read(ref _holdsCallsSince);
        set => Volatile.Write(ref _holdsCallsSince, value);
    }

    /// <inheritdoc/>
    public override string? Zone => _zone;

    /// <summary>
    /// Why a connection was lost or could not be made; <see langword="null"/> while both are there. StackExchange.Redis tells of a loss and
    /// of its end on threads that may overtake each other, so that only the connections themselves say that it has ended.
    /// </summary>
    public Exception? ConnectionFault => _calls is { IsConnected: true } && _watch is { IsConnected: true } ? null : _connectionFault;

    /// <summary>Holds what the node says of itself against what it had. Before <see cref="Claim"/> is brought up to date.</summary>
    /// <param name="now">What it says.</param>
    /// <param name="histories">Which histories followed which.</param>
    /// <returns>Whether it has shown for the first time that it lacks something.</returns>
    public bool Judge(NodeObservation now, ReplicationHistories histories)
    {
        if (now.Role == NodeRole.Primary && _had.IsKnown)
        {
            // One that was a replica has to show it; one that was the primary is taken at its word until it shows otherwise.
            LacksWhatItHad = now.Position.IsKnown ? WasNotPromoted(now, histories) : LacksWhatItHad || (now.IsPlacePending && Claim < 0);
        }
        else if (now.Role == NodeRole.Replica && now.Position.IsKnown)
        {
            // What it has, it has from its primary.
            LacksWhatItHad = false;
        }

        if (now.Position.IsKnown && !LacksWhatItHad)
        {
            (_had, _hadIn) = (now.Position, now.Process);
        }

        var isNews = LacksWhatItHad && now.Position.IsKnown && !_hasShownThat;
        _hasShownThat = LacksWhatItHad && (isNews || _hasShownThat);
        return isNews;
    }

    /// <summary>Asks for the role now instead of at the next tick.</summary>
    public void Poke() => Volatile.Read(ref _poke).TrySetResult();

    public async Task WaitAsync(TimeSpan interval, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var poke = _poke.Task;
        await Task.WhenAny(poke, Task.Delay(interval, _time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        if (poke.IsCompleted)
        {
            Volatile.Write(ref _poke, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    public async Task<NodeObservation> ObserveAsync(CancellationToken stop)
    {
        try
        {
            await ConnectAsync().WaitAsync(stop).ConfigureAwait(false);
            var generation = Watermark.Generation;
            var isIdentified = IsIdentified();
            var askedAt = _time.GetTimestamp();
            var observation = await AskAsync().WaitAsync(_answerWithin, _time, stop).ConfigureAwait(false);
            AnswersWithin = Quickest(_time.GetElapsedTime(askedAt));
            _unanswered = 0;
            await FollowAsync(observation.Role, stop).ConfigureAwait(false);
            if (_isCluster == true && observation.Role == NodeRole.Replica && !(isIdentified && _readOnlyOn == _identified))
            {
                // Without it a replica in Cluster mode sends reads away. It holds for one connection, so it is said anew until the
                // connection is known; what is sent after it follows it.
                await Database!.ExecuteAsync("READONLY", [], CommandFlags.FireAndForget).ConfigureAwait(false);
                _readOnlyOn = isIdentified ? _identified : -1;
            }

            observation = observation with { CanTellPlace = !_hasNoInfo, AskedAt = askedAt, Generation = generation, Process = _process };
            return isIdentified
                ? observation
                : observation with
                {
                    Position = ReplicationPosition.Unknown,
                    Former = ReplicationPosition.Unknown,
                    IsPlacePending = !_hasNoInfo,
                };
        }
        catch (TimeoutException silent)
        {
            // A host that vanished without closing leaves a socket that stays silent: only a new one can tell.
            if (++_unanswered >= 2)
            {
                CloseSockets();
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

    /// <summary>What the node knows of the cluster's slots; <see langword="null"/> where it runs no cluster or did not answer.</summary>
    public async Task<RedisResult?> ReadSlotsAsync(CancellationToken stop)
    {
        try
        {
            return await _watch!.GetDatabase().ExecuteAsync(NodeConfiguration.ClusterAlias, "SLOTS").WaitAsync(_answerWithin, _time, stop)
                .ConfigureAwait(false);
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

    /// <summary>
    /// Cuts the connection, so that what waits on it fails at once and the next one resolves the endpoint's name again.
    /// </summary>
    public void CloseSockets()
    {
        Socket[] sockets;
        lock (_socketsLock)
        {
            sockets = [.. _sockets];
            _sockets.Clear();
            _closedAt = _time.GetTimestamp();
        }

        foreach (var socket in sockets)
        {
            try
            {
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
            }
            catch (ObjectDisposedException)
            {
            }

            socket.Dispose();
        }
    }

    /// <summary>
    /// Notes that a write was refused as by a replica. Where the node goes on to call itself a primary, its name has moved
    /// between the one connection and the other, and both are made anew.
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
        else if (_time.GetElapsedTime(since) > RefusalsBorne && SinceClosed() > RefusalsBorne)
        {
            Volatile.Write(ref _refusedAt, 0);
            CloseSockets();
        }
    }

    protected override void WatchForStalls() => _watchForStalls();

    public TimeSpan SinceClosed() => _closedAt == 0 ? TimeSpan.MaxValue : _time.GetElapsedTime(_closedAt);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in new[] { _calls, _watch })
        {
            if (connection is not null)
            {
                await connection.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }

        lock (_socketsLock)
        {
            _sockets.Clear();
        }
    }

    /// <summary>The quickest of the last answers: one that was slow for once says little, and one that was quick is forgotten bit by bit.</summary>
    private TimeSpan Quickest(TimeSpan answer)
    {
        var forgotten = AnswersWithin * 1.5;
        return AnswersWithin == TimeSpan.Zero || answer < forgotten ? answer : forgotten;
    }

    private async Task ConnectAsync()
    {
        if (_calls is null)
        {
            var made = await Task.WhenAll(
                ConnectionMultiplexer.ConnectAsync(_configuration), ConnectionMultiplexer.ConnectAsync(_configuration)).ConfigureAwait(false);
            (_calls, _watch) = (made[0], made[1]);
            _calls.ConnectionFailed += OnConnectionFailed;
            _calls.ConnectionRestored += OnConnectionRestored;
            _watch.ConnectionFailed += OnConnectionFailed;
            _watch.ConnectionRestored += OnConnectionRestored;
            _callServer = _calls.GetServer(EndPoint);
            _watchServer = _watch.GetServer(EndPoint);
            _database = _calls.GetDatabase();
        }

        if (_isCluster is null)
        {
            try
            {
                var info = await _watch!.GetDatabase().ExecuteAsync(NodeConfiguration.ClusterAlias, "INFO").WaitAsync(_answerWithin, _time)
                    .ConfigureAwait(false);
                _isCluster = ((string?)info)?.Contains("cluster_state", StringComparison.Ordinal) == true;
            }
            catch (RedisServerException)
            {
                _isCluster = false;
            }
        }
    }

    /// <summary>What the node is, and how far it has come.</summary>
    private async Task<NodeObservation> AskAsync()
    {
        if (!_hasNoInfo)
        {
            try
            {
                var info = await InfoAsync(_watch!, "replication").ConfigureAwait(false);
                if (ReplicationInfo.Parse(info) is { } observation)
                {
                    return _isSplit ? await AskBehindCallsAsync(observation).ConfigureAwait(false) : observation;
                }
            }
            catch (RedisServerException refused)
            {
                _hasNoInfo = IsRefusal(refused);
            }
            catch (RedisCommandException)
            {
                _hasNoInfo = true;
            }

            // Without it nobody can tell how far a replica has come, but roles are still to be had.
        }

        return await _watchServer!.RoleAsync().ConfigureAwait(false) switch
        {
            Role.Master primary => new(NodeRole.Primary, true, primary.Replicas?.Count ?? 0, null),
            Role.Replica replica => new(NodeRole.Replica, replica.State == "connected", 0, null),
            { Value: var role } => NodeObservation.Failed(new RedisException($"{Name} is neither a primary nor a replica: ROLE answered '{role}'.")),
        };
    }

    /// <summary>
    /// One name can lead the two connections to two replicas, as a reader endpoint does. Then the one that answers calls is asked
    /// how far it has come.
    /// </summary>
    private async Task<NodeObservation> AskBehindCallsAsync(NodeObservation watched)
    {
        var answering = watched.Role == NodeRole.Replica
            ? ReplicationInfo.Parse(await InfoAsync(_calls!, "replication").ConfigureAwait(false))
            : null;
        return answering is { Role: NodeRole.Replica }
            ? answering
            : watched with { Position = ReplicationPosition.Unknown, Former = ReplicationPosition.Unknown };
    }

    /// <summary>
    /// Whether both connections, as they are made now, lead to servers that are known: what is measured on the one holds for the
    /// other only where that is the same process. They are asked once for each time that one of them was made.
    /// </summary>
    private bool IsIdentified()
    {
        var connections = Volatile.Read(ref _connections);
        if (Volatile.Read(ref _identified) == connections)
        {
            return true;
        }

        if (_identifying.IsCompleted && !_hasNoInfo)
        {
            // Nothing waits for it: a server that holds calls back must still be able to tell its role.
            _identifying = IdentifyAsync(connections);
        }

        return false;
    }

    private async Task IdentifyAsync(int connections)
    {
        try
        {
            var infos = await Task.WhenAll(InfoAsync(_calls!, "server"), InfoAsync(_watch!, "server")).ConfigureAwait(false);
            var ids = Array.ConvertAll(infos, static info => ReplicationInfo.Field(info, "run_id"));
            if (!string.IsNullOrEmpty(ids[0]) && !string.IsNullOrEmpty(ids[1]))
            {
                _isSplit = ids[0] != ids[1];
                _zone = ReplicationInfo.Field(infos[0], "availability_zone") is { Length: > 0 } told ? told : _zone;
                _process = ids[1];
                Volatile.Write(ref _identified, connections);
                Poke();
            }
        }
        catch (RedisException)
        {
            // The next look asks again. Until then no replica behind this node is trusted with more than an eventual read.
        }
        catch (TimeoutException)
        {
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private static async Task<string?> InfoAsync(ConnectionMultiplexer connection, string section) =>
        (string?)await connection.GetDatabase().ExecuteAsync(NodeConfiguration.InfoAlias, section).ConfigureAwait(false);

    private static bool IsRefusal(RedisServerException fault) =>
        fault.Message.StartsWith("NOPERM", StringComparison.Ordinal)
        || fault.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase)
        || fault.Message.Contains("unknown subcommand", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A promotion goes on from all that the server had, in the same process. A server that starts begins a history of its own, also
    /// where it has read an old state from a file, and then says that it goes on from there.
    /// </summary>
    private bool WasNotPromoted(NodeObservation now, ReplicationHistories histories) =>
        !histories.Contain(now.Position, now.Former, _had) || (now.Process != _hadIn && now.Position.History != _had.History);

    /// <summary>
    /// StackExchange.Redis learns a server's role when it connects and every minute, and refuses writes to what it holds for a
    /// replica: it is told before the router sends any.
    /// </summary>
    private async Task FollowAsync(NodeRole role, CancellationToken stop)
    {
        if (role != NodeRole.Primary || !_callServer!.IsReplica)
        {
            return;
        }

        await _calls!.ConfigureAsync().WaitAsync(_answerWithin, _time, stop).ConfigureAwait(false);
    }

    private void Opened(Socket socket)
    {
        // Before anything is sent on the new connection: it may lead to a server that is not where the old one was.
        Reconnecting();
        lock (_socketsLock)
        {
            _sockets.RemoveAll(static known => known.SafeHandle.IsClosed);
            _sockets.Add(socket);
        }
    }

    private void Reconnecting()
    {
        Interlocked.Increment(ref _connections);
        Watermark.Void();
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        _connectionFault = failure.Exception;
        Reconnecting();
        Poke();
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        Poke();
    }
}
