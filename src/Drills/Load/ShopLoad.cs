using System.Diagnostics;
using System.Globalization;

namespace RedisSafety.Drills.Load;

/// <summary>Makes calls through one client until it is stopped, and keeps a record of each.</summary>
internal sealed class ShopLoad : IAsyncDisposable
{
    // What a page of a shop does: mostly reads.
    private static readonly ShopOperation[] Mix =
    [
        ShopOperation.OrderSave, ShopOperation.OrderSave, ShopOperation.StockTake, ShopOperation.StockTake, ShopOperation.ViewCount,
        ShopOperation.ViewCount, ShopOperation.CartWrite, ShopOperation.CartWrite, ShopOperation.CartRead, ShopOperation.CartRead,
        ShopOperation.CartRead, ShopOperation.PageRead,
    ];

    private readonly ShopClient _client;
    private readonly DrillSettings _settings;
    private readonly List<CallRecord>[] _records;
    private readonly Dictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _workers = Task.CompletedTask;
    private long _writes;
    private long _lastWriteAt;
    private long _failed;

    public ShopLoad(string system, ShopClient client, DrillSettings settings)
    {
        System = system;
        _client = client;
        _settings = settings;
        _records = [.. Enumerable.Range(0, settings.Workers).Select(static _ => new List<CallRecord>())];
    }

    /// <summary>The name of the client.</summary>
    public string System { get; }

    /// <summary>The client's keys.</summary>
    public ShopKeys Keys => _client.Keys;

    /// <summary>Acknowledged writes so far.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>When the last acknowledged write ended, in ticks of <see cref="Stopwatch"/>.</summary>
    public long LastWriteAt => Interlocked.Read(ref _lastWriteAt);

    /// <summary>Calls that failed so far.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>The messages of faults, each with its number, the most frequent first. Read it after <see cref="StopAsync"/>.</summary>
    public IReadOnlyList<(string Message, int Count)> Faults
    {
        get
        {
            lock (_faults)
            {
                return [.. _faults.OrderByDescending(static fault => fault.Value).Select(static fault => (fault.Key, fault.Value))];
            }
        }
    }

    /// <summary>Begins.</summary>
    public void Start() =>
        _workers = Task.WhenAll(Enumerable.Range(0, _settings.Workers).Select(worker => Task.Run(() => WorkAsync(worker))));

    /// <summary>Ends the load, and waits for the calls in flight.</summary>
    /// <returns>The calls that ended within the limit, in the order of their ends.</returns>
    public async Task<IReadOnlyList<CallRecord>> StopAsync(TimeSpan limit)
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_workers, Task.Delay(limit));
        var all = new List<CallRecord>();
        foreach (var records in _records)
        {
            lock (records)
            {
                all.AddRange(records);
            }
        }

        all.Sort(static (one, other) => one.EndedAt.CompareTo(other.EndedAt));
        return all;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _client.DisposeAsync();
        await Task.WhenAny(_workers, Task.Delay(TimeSpan.FromSeconds(5)));
        _stop.Dispose();
    }

    private async Task WorkAsync(int worker)
    {
        // One seed for all clients: each gets the same calls.
        var random = new Random(unchecked((_settings.Seed * 397) + worker));
        var records = _records[worker];
        var interval = (long)((double)Stopwatch.Frequency * _settings.Workers / _settings.Rate);
        var next = Stopwatch.GetTimestamp();
        var lastCart = "";
        using var visitor = _client.Begin();
        for (long number = 0; !_stop.IsCancellationRequested; number++)
        {
            var operation = Mix[random.Next(Mix.Length)];
            var id = string.Create(CultureInfo.InvariantCulture, $"{worker}:{number}");
            if (operation == ShopOperation.CartRead)
            {
                (operation, id) = lastCart.Length > 0 ? (operation, lastCart) : (ShopOperation.CartWrite, id);
            }

            var record = await CallAsync(operation, new ShopCall(id));
            lock (records)
            {
                records.Add(record);
            }

            if (record.End == CallEnd.Ok && ShopOperations.IsWrite(operation))
            {
                Interlocked.Increment(ref _writes);
                Interlocked.Exchange(ref _lastWriteAt, record.EndedAt);
                lastCart = operation == ShopOperation.CartWrite ? id : lastCart;
            }

            // What was missed in an outage is not caught up with.
            next = Math.Max(next + (long)(interval * (0.5 + random.NextDouble())), record.EndedAt);
            var left = TimeSpan.FromSeconds((double)(next - Stopwatch.GetTimestamp()) / Stopwatch.Frequency);
            if (left > TimeSpan.Zero || !record.IsAnswered)
            {
                await Task.Delay(left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1), CancellationToken.None);
            }
        }
    }

    private async Task<CallRecord> CallAsync(ShopOperation operation, ShopCall call)
    {
        var startedAt = Stopwatch.GetTimestamp();
        CallEnd end;
        try
        {
            end = await _client.CallAsync(operation, call) ? CallEnd.Ok : CallEnd.Missing;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whatever a client throws is a result here.
            end = ShopOperations.IsWrite(operation) && _client.MayHaveBeenApplied(fault) ? CallEnd.InDoubt : CallEnd.Failed;
            Interlocked.Increment(ref _failed);
            Note(fault);
        }

        return new(operation, call.Id, startedAt, Stopwatch.GetTimestamp(), end, call.Attempts);
    }

    private void Note(Exception fault)
    {
        // Client libraries append their state to a message: the first words name the fault.
        var message = fault.Message.Split('\n')[0];
        message = message.Length > 80 ? message[..80] + "…" : message;
        lock (_faults)
        {
            var name = $"{fault.GetType().Name}: {message}";
            if (_faults.Count < 200 || _faults.ContainsKey(name))
            {
                _faults[name] = _faults.GetValueOrDefault(name) + 1;
            }
        }
    }
}
