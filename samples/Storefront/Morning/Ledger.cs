using System.Collections.Concurrent;
using System.Diagnostics;

namespace Storefront.Morning;

/// <summary>
/// What the shop was told, kept outside Redis: each acknowledged change, so that the end of the morning can be compared with it.
/// </summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, long> _reserved = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _lastWrite = Stopwatch.GetTimestamp();
    private TimeSpan _longestGap;
    private long _orders;
    private long _visits;
    private long _errors;
    private long _staleCarts;

    public long Visits => Interlocked.Read(ref _visits);

    public long Orders => Interlocked.Read(ref _orders);

    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>Carts that lacked what their own shopper had just put in.</summary>
    public long StaleCarts => Interlocked.Read(ref _staleCarts);

    /// <summary>What the last error said, if there was one.</summary>
    public string? LastError { get; private set; }

    /// <summary>The longest time in which no write of any shopper was acknowledged: the outage as the shop saw it.</summary>
    public TimeSpan LongestGap
    {
        get
        {
            lock (_gate)
            {
                return _longestGap;
            }
        }
    }

    public IEnumerable<KeyValuePair<string, long>> Reserved => _reserved;

    public void Visited() => Interlocked.Increment(ref _visits);

    public void Ordered() => Interlocked.Increment(ref _orders);

    public void Stale() => Interlocked.Increment(ref _staleCarts);

    public void Failed(Exception exception)
    {
        Interlocked.Increment(ref _errors);
        LastError = exception.Message;
    }

    public void Wrote()
    {
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            var gap = Stopwatch.GetElapsedTime(_lastWrite, now);
            _longestGap = gap > _longestGap ? gap : _longestGap;
            _lastWrite = now;
        }
    }

    /// <summary>Starts the clock of <see cref="LongestGap"/>: what came before was preparation.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _lastWrite = Stopwatch.GetTimestamp();
            _longestGap = TimeSpan.Zero;
        }
    }

    public void Reserve(string sku, long quantity) =>
        _reserved.AddOrUpdate(sku, quantity, (_, reserved) => reserved + quantity);
}
