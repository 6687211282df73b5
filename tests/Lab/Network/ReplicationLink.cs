using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Lab.Network;

/// <summary>
/// The way from a primary to a replica, which can be made longer, held up, and cut: the replica follows the link's port in place of
/// the primary's own.
/// </summary>
public sealed class ReplicationLink : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly Task _accepting;
    private TaskCompletionSource _flowing = new();
    private volatile int _target;
    private volatile bool _isCut;
    private long _delay;

    public ReplicationLink(RedisServer primary, TimeSpan delay = default)
    {
        _target = primary.Port;
        Delay = delay;
        _flowing.SetResult();
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long what the primary sends is under way.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delay));
        set => Interlocked.Exchange(ref _delay, value.Ticks);
    }

    /// <summary>Holds up what the primary sends, without closing anything.</summary>
    public void Pause() => Interlocked.Exchange(ref _flowing, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Lets everything that was held up go on.</summary>
    public void Resume() => Volatile.Read(ref _flowing).TrySetResult();

    /// <summary>Closes what stands, and lets nothing through until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Restore() => _isCut = false;

    /// <summary>Leads what connects from now on to another primary.</summary>
    public void LeadTo(RedisServer primary) => _target = primary.Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Resume();
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
                var replica = await _listener.AcceptSocketAsync(_stop.Token);
                if (_isCut)
                {
                    replica.Dispose();
                    continue;
                }

                _ = RelayAsync(replica);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task RelayAsync(Socket replica)
    {
        using (replica)
        using (var primary = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            _sockets[replica] = true;
            _sockets[primary] = true;
            try
            {
                replica.NoDelay = primary.NoDelay = true;
                await primary.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                var underWay = Channel.CreateUnbounded<(long SentAt, byte[] Bytes)>();
                await Task.WhenAny(ReceiveAsync(primary, underWay.Writer), DeliverAsync(underWay.Reader, replica), PumpAsync(replica, primary));
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
            {
            }
            finally
            {
                _sockets.TryRemove(replica, out _);
                _sockets.TryRemove(primary, out _);
            }
        }
    }

    private async Task ReceiveAsync(Socket primary, ChannelWriter<(long SentAt, byte[] Bytes)> underWay)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await primary.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                await underWay.WriteAsync((Stopwatch.GetTimestamp(), buffer[..read]), _stop.Token);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }

    private async Task DeliverAsync(ChannelReader<(long SentAt, byte[] Bytes)> underWay, Socket replica)
    {
        try
        {
            await foreach (var (sentAt, bytes) in underWay.ReadAllAsync(_stop.Token))
            {
                var left = Delay - Stopwatch.GetElapsedTime(sentAt);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, _stop.Token);
                }

                await Volatile.Read(ref _flowing).Task;
                await SendAsync(replica, bytes);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
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
                await SendAsync(to, buffer.AsMemory(0, read));
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, _stop.Token)..];
        }
    }
}
