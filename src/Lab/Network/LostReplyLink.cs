using System.Net.Sockets;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Lab.Network;

/// <summary>
/// A way to a server that loses replies: it passes a chosen command on, waits until the server has run it, and closes the connection
/// before the reply reaches the client. Everything else passes.
/// </summary>
public sealed class LostReplyLink : IAsyncDisposable
{
    private static readonly byte[] Marker = "lost-reply-link:7f3c"u8.ToArray();
    private static readonly byte[] Echo = [.. "*2\r\n$4\r\nECHO\r\n$20\r\n"u8, .. Marker, .. "\r\n"u8];

    private readonly Relay _relay;
    private readonly int _target;
    private Func<IReadOnlyList<byte[]>, bool>? _chosen;
    private int _lost;

    public LostReplyLink(RedisServer server)
    {
        _target = server.Port;
        _relay = new Relay(() => _target, ServeAsync);
        _relay.Start();
    }

    public int Port => _relay.Port;

    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>How many replies have been lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Loses the reply to the next command of one of these names (<c>EVALSHA</c>, <c>XGROUP</c>).</summary>
    public void LoseNext(params string[] commands) => LoseNext(tokens =>
        commands.Contains(System.Text.Encoding.UTF8.GetString(tokens[0]), StringComparer.OrdinalIgnoreCase));

    /// <summary>Loses the reply to the next command for which a predicate over its tokens is true.</summary>
    public void LoseNext(Func<IReadOnlyList<byte[]>, bool> chosen) => Volatile.Write(ref _chosen, chosen);

    /// <summary>Loses nothing more.</summary>
    public void LoseNothing() => Volatile.Write(ref _chosen, null);

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    private async Task ServeAsync(Socket client, Socket server, CancellationToken stop)
    {
        var isLosing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAny(
            UntilItEndsAsync(ForwardAsync(client, server, isLosing, stop)), UntilItEndsAsync(AnswerAsync(server, client, isLosing.Task, stop)));
    }

    private static async Task UntilItEndsAsync(Task passing)
    {
        try
        {
            await passing;
        }
        catch (Exception ended) when (Relay.IsEnd(ended))
        {
        }
    }

    /// <summary>Passes requests on, command by command. It ends with the client, or never once a reply is to be lost.</summary>
    private async Task ForwardAsync(Socket client, Socket server, TaskCompletionSource isLosing, CancellationToken stop)
    {
        var requests = new RequestReader();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await client.ReceiveAsync(buffer, stop)) > 0)
        {
            requests.Add(buffer.AsSpan(0, read));
            while (requests.TryRead(out var tokens, out var bytes))
            {
                var loses = Volatile.Read(ref _chosen) is { } chosen && chosen(tokens)
                    && Interlocked.CompareExchange(ref _chosen, null, chosen) == chosen;
                if (loses)
                {
                    // From here on nothing passes to the client, whose replies come in the order of its requests.
                    isLosing.SetResult();
                    await SendAsync(server, bytes, stop);
                    await SendAsync(server, Echo, stop);
                    await Task.Delay(Timeout.Infinite, stop);
                }

                await SendAsync(server, bytes, stop);
            }
        }
    }

    /// <summary>Passes replies on, until they are to be lost; then it ends when the server has run the chosen command.</summary>
    private async Task AnswerAsync(Socket server, Socket client, Task isLosing, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        var withheld = new List<byte>();
        int read;
        while ((read = await server.ReceiveAsync(buffer, stop)) > 0)
        {
            if (!isLosing.IsCompleted)
            {
                await SendAsync(client, buffer.AsMemory(0, read), stop);
                continue;
            }

            withheld.AddRange(buffer.AsSpan(0, read));
            if (System.Runtime.InteropServices.CollectionsMarshal.AsSpan(withheld).IndexOf(Marker) >= 0)
            {
                Interlocked.Increment(ref _lost);
                return;
            }
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, stop)..];
        }
    }
}
