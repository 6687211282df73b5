using System.Diagnostics;
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
    private readonly Relay _relay;
    private TaskCompletionSource _flowing = new();
    private volatile int _target;
    private volatile bool _isCut;
    private long _delay;

    public ReplicationLink(RedisServer primary, TimeSpan delay = default)
    {
        _target = primary.Port;
        Delay = delay;
        _flowing.SetResult();
        _relay = new Relay(() => _isCut ? null : _target, ServeAsync);
        _relay.Start();
    }

    public int Port => _relay.Port;

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
        _relay.Cut();
    }

    /// <summary>Lets connections through again.</summary>
    public void Restore() => _isCut = false;

    /// <summary>Leads what connects from now on to another primary.</summary>
    public void LeadTo(RedisServer primary) => _target = primary.Port;

    public ValueTask DisposeAsync()
    {
        Resume();
        return _relay.DisposeAsync();
    }

    private async Task ServeAsync(Socket replica, Socket primary, CancellationToken stop)
    {
        var underWay = Channel.CreateUnbounded<(long SentAt, byte[] Bytes)>();
        await Task.WhenAny(
            ReceiveAsync(primary, underWay.Writer, stop), DeliverAsync(underWay.Reader, replica, stop), PumpAsync(replica, primary, stop));
    }

    private async Task ReceiveAsync(Socket primary, ChannelWriter<(long SentAt, byte[] Bytes)> underWay, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await primary.ReceiveAsync(buffer, stop)) > 0)
            {
                await underWay.WriteAsync((Stopwatch.GetTimestamp(), buffer[..read]), stop);
            }
        }
        catch (Exception gone) when (Relay.IsEnd(gone))
        {
        }
    }

    private async Task DeliverAsync(ChannelReader<(long SentAt, byte[] Bytes)> underWay, Socket replica, CancellationToken stop)
    {
        try
        {
            await foreach (var (sentAt, bytes) in underWay.ReadAllAsync(stop))
            {
                var left = Delay - Stopwatch.GetElapsedTime(sentAt);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, stop);
                }

                await Volatile.Read(ref _flowing).Task;
                await SendAsync(replica, bytes, stop);
            }
        }
        catch (Exception gone) when (Relay.IsEnd(gone))
        {
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
                await SendAsync(to, buffer.AsMemory(0, read), stop);
            }
        }
        catch (Exception gone) when (Relay.IsEnd(gone))
        {
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, stop)..];
        }
    }
}
