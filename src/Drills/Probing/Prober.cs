using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace RedisSafety.Drills.Probing;

/// <summary>
/// Writes to one address without pause, by itself: it shows when the servers take writes, whatever a client sees. A prober of a name opens
/// a connection for each write, so that the name is resolved each time.
/// </summary>
internal sealed class Prober : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(50);

    private readonly DeploymentAccess _access;
    private readonly string _key;
    private readonly bool _isName;
    private readonly TimeSpan _pause;
    private readonly Lock _lock = new();
    private readonly List<long> _accepted = [];
    private readonly List<NodeSample> _samples = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private string? _refusal;

    public Prober(NodeAddress address, DeploymentAccess access, string key, bool isName, TimeSpan pause)
    {
        Address = address;
        _access = access;
        _key = key;
        _isName = isName;
        _pause = pause;
        _running = Task.Run(RunAsync);
    }

    /// <summary>The address that it writes to.</summary>
    public NodeAddress Address { get; }

    /// <summary>The reason why the last write was not accepted; <see langword="null"/> if it was.</summary>
    public string? Refusal => Volatile.Read(ref _refusal);

    /// <summary>When writes were accepted, in ticks of <see cref="Stopwatch"/>.</summary>
    public IReadOnlyList<long> Accepted
    {
        get
        {
            lock (_lock)
            {
                return [.. _accepted];
            }
        }
    }

    /// <summary>The reports of the node about its replication.</summary>
    public IReadOnlyList<NodeSample> Samples
    {
        get
        {
            lock (_lock)
            {
                return [.. _samples];
            }
        }
    }

    /// <summary>The last report of the node; a default value before the first.</summary>
    public NodeSample Last
    {
        get
        {
            lock (_lock)
            {
                return _samples.Count > 0 ? _samples[^1] : default;
            }
        }
    }

    /// <summary>The first write that was accepted after a moment, in ticks of <see cref="Stopwatch"/>; 0 if there is none.</summary>
    public long FirstAfter(long moment)
    {
        lock (_lock)
        {
            var first = 0L;
            for (var i = _accepted.Count - 1; i >= 0 && _accepted[i] > moment; i--)
            {
                first = _accepted[i];
            }

            return first;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static bool IsLoss(Exception fault) =>
        fault is IOException or SocketException or OperationCanceledException or AuthenticationException or ObjectDisposedException;

    private async Task RunAsync()
    {
        RespConnection? connection = null;
        long number = 0, sampledAt = 0;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                limit.CancelAfter(Limit);
                connection ??= await RespConnection.OpenAsync(Address, _access, limit.Token);
                var value = (++number).ToString(CultureInfo.InvariantCulture);
                var reply = await connection.SendAsync(limit.Token, "SET", _key, value, "EX", "3600");
                var now = Stopwatch.GetTimestamp();
                Volatile.Write(ref _refusal, (reply as RespError)?.Message);
                lock (_lock)
                {
                    if (reply is not RespError)
                    {
                        _accepted.Add(now);
                    }
                }

                if (!_isName && Stopwatch.GetElapsedTime(sampledAt, now) >= SampleEvery)
                {
                    sampledAt = now;
                    var info = await connection.SendAsync(limit.Token, "INFO", "replication");
                    if (info is string text && ReplicationReply.Read(text) is { } read)
                    {
                        lock (_lock)
                        {
                            _samples.Add(new NodeSample(Stopwatch.GetTimestamp(), read.IsPrimary, read.Replicas.Count));
                        }
                    }
                }
            }
            catch (Exception fault) when (IsLoss(fault))
            {
                Volatile.Write(ref _refusal, fault is OperationCanceledException ? $"{Address}: no reply" : fault.Message);
                connection?.Dispose();
                connection = null;
            }

            if (_isName)
            {
                connection?.Dispose();
                connection = null;
            }

            await Task.Delay(_pause, CancellationToken.None);
        }

        connection?.Dispose();
    }
}
