using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Lab.Network;

/// <summary>
/// Stands for a DNS name that moves from one server to another: a relay whose new connections lead to the server that it points
/// to, while connections that stand go on leading where they led. It can also do to a link what networks do.
/// </summary>
public sealed class MovingName : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly ConcurrentDictionary<Socket, bool> _vanished = new();
    private readonly Task _accepting;
    private volatile int _target;

    public MovingName(RedisServer target)
    {
        _target = target.Port;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>By how much everything that is sent comes later, either way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Closes new connections at once, as a host does on which nobody listens.</summary>
    public bool RefusesConnections { get; set; }

    public void MoveTo(RedisServer target) => _target = target.Port;

    /// <summary>Cuts every connection that stands.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>
    /// Lets every connection that stands go half-open, as a host does that vanishes: nothing arrives any more, and nobody is told.
    /// </summary>
    public void Vanish()
    {
        foreach (var socket in _sockets.Keys)
        {
            _vanished[socket] = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                if (RefusesConnections)
                {
                    client.Dispose();
                    continue;
                }

                _ = RelayAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (SocketException) when (_stop.IsCancellationRequested)
        {
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using (client)
        using (var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            _sockets[client] = true;
            _sockets[server] = true;
            try
            {
                client.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
            {
            }
            finally
            {
                foreach (var socket in new[] { client, server })
                {
                    _sockets.TryRemove(socket, out _);
                    _vanished.TryRemove(socket, out _);
                }
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, _stop.Token);
                }

                if (_vanished.ContainsKey(from))
                {
                    continue;
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stop.Token);
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }
}
