using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>One StackExchange.Redis connection to one server, with the sockets below it.</summary>
internal sealed class NodeConnection : IAsyncDisposable
{
    private readonly EndPoint _endpoint;
    private readonly ConfigurationOptions _configuration;
    private readonly Action _changed;
    private readonly object _lock = new();
    private readonly List<Socket> _sockets = [];
    private ConnectionMultiplexer? _multiplexer;
    private volatile Exception? _fault;
    private int _generation;
    private bool _disposed;

    /// <param name="endpoint">The server.</param>
    /// <param name="configure">Makes the configuration, with a callback for each socket that is about to connect.</param>
    /// <param name="changed">Called after the connection was lost or restored, or is about to be made again.</param>
    public NodeConnection(EndPoint endpoint, Func<Action<ConnectionType, Socket>, ConfigurationOptions> configure, Action changed)
    {
        _endpoint = endpoint;
        _configuration = configure(Opened);
        _configuration.LoggerFactory = new ConnectionFaultLog(_configuration.LoggerFactory, fault => _fault = fault);
        _changed = changed;
    }

    /// <summary>The database of the connection; <see langword="null"/> until it was made for the first time.</summary>
    public IDatabase? Database { get; private set; }

    /// <summary>The server of the connection; <see langword="null"/> until it was made for the first time.</summary>
    public IServer? Server { get; private set; }

    /// <summary>Grows when the connection is lost and when it is made again: then it may lead to another server.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>
    /// The cause of the last loss; <see langword="null"/> while the connection is there. StackExchange.Redis reports a loss and its end on
    /// threads that may overtake each other, so that only the connection itself knows that it is back.
    /// </summary>
    public Exception? Fault => _multiplexer is { IsConnected: true } ? null : _fault;

    /// <summary>Makes the connection, unless it was made before. It need not be there afterwards: it then goes on trying.</summary>
    /// <exception cref="ObjectDisposedException">The node was disposed meanwhile.</exception>
    public async Task ConnectAsync()
    {
        if (_multiplexer is not null)
        {
            return;
        }

        var made = await OwnConnection.OpenAsync(_configuration).ConfigureAwait(false);
        bool isTooLate;
        lock (_lock)
        {
            isTooLate = _disposed;
            if (!isTooLate)
            {
                made.ConnectionFailed += OnConnectionFailed;
                made.ConnectionRestored += OnConnectionRestored;
                Server = made.GetServer(_endpoint);
                Database = made.GetDatabase();
                _multiplexer = made;
            }
        }

        if (isTooLate)
        {
            await made.DisposeAsync().ConfigureAwait(false);
            ObjectDisposedException.ThrowIf(isTooLate, this);
        }
    }

    /// <summary>
    /// Resets the sockets: what waits on them fails at once, what they have not sent yet is dropped, and the next connection resolves the
    /// endpoint's name again.
    /// </summary>
    public void Abort()
    {
        Socket[] sockets;
        lock (_lock)
        {
            sockets = [.. _sockets];
            _sockets.Clear();
        }

        foreach (var socket in sockets)
        {
            try
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
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

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _disposed = true;
            _sockets.Clear();
        }

        if (_multiplexer is { } made)
        {
            made.ConnectionFailed -= OnConnectionFailed;
            made.ConnectionRestored -= OnConnectionRestored;
            await made.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            await made.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Opened(ConnectionType type, Socket socket)
    {
        lock (_lock)
        {
            _sockets.RemoveAll(static known => known.SafeHandle.IsClosed);
            _sockets.Add(socket);
        }

        if (type == ConnectionType.Interactive)
        {
            // Before anything is sent on the new socket: it may lead to another server than the last one.
            Changed();
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        if (failure.ConnectionType == ConnectionType.Interactive)
        {
            _fault = failure.Exception;
            Changed();
        }
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs restored) => _changed();

    private void Changed()
    {
        Interlocked.Increment(ref _generation);
        _changed();
    }
}
