using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace RedisSafety.Replication;

/// <summary>One server of a deployment, with a connection of its own.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private readonly ConfigurationOptions _configuration;
    private readonly TimeProvider _time;
    private readonly TimeSpan _answerWithin;
    private readonly object _socketsLock = new();
    private readonly List<Socket> _sockets = [];
    private TaskCompletionSource _poke = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectionMultiplexer? _connection;
    private IServer? _server;
    private int _unanswered;
    private long _closedAt;
    private bool? _isCluster;

    public RedisNode(EndPoint endpoint, ConfigurationOptions deployment, RedisSafetyOptions options, TimeProvider time)
    {
        EndPoint = endpoint;
        Name = NameOf(endpoint);
        _time = time;
        _answerWithin = options.MonitorTimeout;
        _configuration = NodeConfiguration.For(deployment, options, endpoint, Opened);
    }

    public EndPoint EndPoint { get; }

    public string Name { get; }

    /// <summary>Where calls are sent; <see langword="null"/> until the node has been connected once.</summary>
    public IDatabase? Database { get; private set; }

    public NodeObservation Observation { get; set; } = NodeObservation.None;

    /// <summary>When it became a primary, on the monitor's own count: of two that claim to be one, the later is right.</summary>
    public long Claim { get; set; }

    /// <summary>Whether it once answered as a primary through the endpoint that it now answers on as a replica.</summary>
    public bool WasPrimary { get; set; }

    /// <summary>Whether the server runs in Cluster mode; <see langword="null"/> until it has been asked.</summary>
    public bool? IsCluster => _isCluster;

    /// <summary>Why the last connection was lost or could not be made.</summary>
    public Exception? ConnectionFault { get; private set; }

    public static string NameOf(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endpoint.ToString() ?? string.Empty,
    };

    public int HashSlot(RedisKey key) => _connection!.HashSlot(key);

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
            var role = await _server!.RoleAsync().WaitAsync(_answerWithin, _time, stop).ConfigureAwait(false);
            _unanswered = 0;
            await FollowAsync(role, stop).ConfigureAwait(false);
            return role switch
            {
                Role.Master primary => new(NodeRole.Primary, true, primary.ReplicationOffset, primary.Replicas?.Count ?? 0, null),
                Role.Replica replica => new(NodeRole.Replica, replica.State == "connected", replica.ReplicationOffset, 0, null),
                _ => NodeObservation.Failed(new RedisException($"{Name} is neither a primary nor a replica: ROLE answered '{role.Value}'.")),
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
            return await Database!.ExecuteAsync(NodeConfiguration.ClusterAlias, "SLOTS").WaitAsync(_answerWithin, _time, stop)
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

    public TimeSpan SinceClosed() => _closedAt == 0 ? TimeSpan.MaxValue : _time.GetElapsedTime(_closedAt);

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        lock (_socketsLock)
        {
            _sockets.Clear();
        }
    }

    private async Task ConnectAsync()
    {
        if (_connection is null)
        {
            var connection = await ConnectionMultiplexer.ConnectAsync(_configuration).ConfigureAwait(false);
            connection.ConnectionFailed += OnConnectionFailed;
            connection.ConnectionRestored += OnConnectionRestored;
            _connection = connection;
            _server = connection.GetServer(EndPoint);
            Database = connection.GetDatabase();
        }

        if (_isCluster is null)
        {
            try
            {
                var info = await Database!.ExecuteAsync(NodeConfiguration.ClusterAlias, "INFO").WaitAsync(_answerWithin, _time)
                    .ConfigureAwait(false);
                _isCluster = ((string?)info)?.Contains("cluster_state", StringComparison.Ordinal) == true;
            }
            catch (RedisServerException)
            {
                _isCluster = false;
            }
        }
    }

    /// <summary>
    /// StackExchange.Redis learns a server's role when it connects and every minute, and refuses writes to what it holds for a
    /// replica: it is told before the router sends any.
    /// </summary>
    private async Task FollowAsync(Role role, CancellationToken stop)
    {
        if (role is not (Role.Master or Role.Replica) || role is Role.Replica == _server!.IsReplica)
        {
            return;
        }

        await _connection!.ConfigureAsync().WaitAsync(_answerWithin, _time, stop).ConfigureAwait(false);
    }

    private void Opened(Socket socket)
    {
        lock (_socketsLock)
        {
            _sockets.RemoveAll(static known => !known.Connected);
            _sockets.Add(socket);
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        ConnectionFault = failure.Exception;
        Poke();
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        ConnectionFault = null;
        Poke();
    }
}
