using System.Collections.Concurrent;
using System.Net.Sockets;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Lab.Network;

/// <summary>
/// Stands for a DNS name that moves from one server to another: a relay whose new connections lead to the server that it points
/// to, while connections that stand go on leading where they led. It can also do to a link what networks do.
/// </summary>
public sealed class MovingName : IAsyncDisposable
{
    private readonly Relay _relay;
    private readonly ConcurrentDictionary<Socket, bool> _vanished = new();
    private volatile int _target;

    public MovingName(RedisServer target)
    {
        _target = target.Port;
        _relay = new Relay(() => RefusesConnections ? null : _target, ServeAsync);
        _relay.Start();
    }

    public string Endpoint => $"127.0.0.1:{_relay.Port}";

    /// <summary>By how much everything that is sent comes later, either way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Closes new connections at once, as a host does on which nobody listens.</summary>
    public bool RefusesConnections { get; set; }

    public void MoveTo(RedisServer target) => _target = target.Port;

    /// <summary>Cuts every connection that stands.</summary>
    public void Cut() => _relay.Cut();

    /// <summary>
    /// Lets every connection that stands go half-open, as a host does that vanishes: nothing arrives any more, and nobody is told.
    /// </summary>
    public void Vanish()
    {
        foreach (var socket in _relay.Sockets)
        {
            _vanished[socket] = true;
        }
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    private async Task ServeAsync(Socket client, Socket server, CancellationToken stop)
    {
        try
        {
            await Task.WhenAny(PumpAsync(client, server, stop), PumpAsync(server, client, stop));
        }
        finally
        {
            _vanished.TryRemove(client, out _);
            _vanished.TryRemove(server, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, stop)) > 0)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, stop);
                }

                if (_vanished.ContainsKey(from))
                {
                    continue;
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), stop);
                }
            }
        }
        catch (Exception gone) when (Relay.IsEnd(gone))
        {
        }
    }
}
