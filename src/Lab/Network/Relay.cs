using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RedisSafety.Lab.Network;

/// <summary>
/// Takes connections on a port of its own, and serves each over a second one to the port that it leads to, for as long as both stand.
/// </summary>
/// <param name="target">The port that a new connection leads to; null where it is closed at once, as by a host on which nobody listens.</param>
/// <param name="serveAsync">Carries bytes between the one who connected and the target, until one of them ends.</param>
internal sealed class Relay(Func<int?> target, Func<Socket, Socket, CancellationToken, Task> serveAsync) : IAsyncDisposable
{
    private readonly TcpListener _listener = Listen();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private Task _accepting = Task.CompletedTask;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start() => _accepting = AcceptAsync();

    /// <summary>Both ends of every connection that stands.</summary>
    public ICollection<Socket> Sockets => _sockets.Keys;

    /// <summary>Cuts every connection that stands.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>Whether an exception says no more than that a connection, or the relay, has ended.</summary>
    public static bool IsEnd(Exception exception) => exception is SocketException or ObjectDisposedException or OperationCanceledException;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                if (target() is { } port)
                {
                    _ = ServeAsync(client, port);
                }
                else
                {
                    client.Dispose();
                }
            }
        }
        catch (Exception ended) when (IsEnd(ended))
        {
        }
    }

    private async Task ServeAsync(Socket client, int port)
    {
        using (client)
        using (var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            _sockets[client] = true;
            _sockets[server] = true;
            try
            {
                client.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                await serveAsync(client, server, _stop.Token);
            }
            catch (Exception ended) when (IsEnd(ended))
            {
            }
            finally
            {
                _sockets.TryRemove(client, out _);
                _sockets.TryRemove(server, out _);
            }
        }
    }
}
