using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>The watched multiplexers. It keeps none of them alive.</summary>
internal sealed class WatchRegistry(LoggerSource loggers)
{
    private readonly object _lock = new();
    private readonly List<WeakReference<ConnectionWatch>> _watches = [];
    private readonly ConditionalWeakTable<IConnectionMultiplexer, ConnectionWatch> _byConnection = new();

    public RedisFailoverGuardOptions Options { get; set; } = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                _watches.RemoveAll(static watch => !watch.TryGetTarget(out _));
                return _watches.Count(static watch => watch.TryGetTarget(out var other) && other.IsOpen);
            }
        }
    }

    /// <summary>Watches a multiplexer, once.</summary>
    /// <returns>Whether it was not watched before.</returns>
    public bool Watch(IConnectionMultiplexer connection)
    {
        ConnectionWatch watch;
        lock (_lock)
        {
            var isKnown = _byConnection.TryGetValue(connection, out var former);
            if (isKnown && !former!.IsStopped)
            {
                return false;
            }

            // The multiplexer holds the watch by its events, and the watch holds the multiplexer weakly: they end together. A former watch
            // may have ended in the middle of a failover, when the multiplexer has no primary.
            watch = new ConnectionWatch(connection, former?.ExpectsPrimary == true, Options, loggers, Forget);
            _byConnection.Remove(connection);
            _byConnection.Add(connection, watch);
            _watches.RemoveAll(static other => !other.TryGetTarget(out _));
            _watches.Add(new(watch));
        }

        watch.Start(connection);
        return true;
    }

    /// <summary>Ends all watches.</summary>
    public void Clear()
    {
        List<WeakReference<ConnectionWatch>> watches;
        lock (_lock)
        {
            watches = [.. _watches];
            _watches.Clear();
        }

        foreach (var reference in watches)
        {
            if (reference.TryGetTarget(out var watch))
            {
                watch.Stop();
            }
        }
    }

    private void Forget(ConnectionWatch ended)
    {
        lock (_lock)
        {
            _watches.RemoveAll(watch => !watch.TryGetTarget(out var other) || ReferenceEquals(other, ended));
        }
    }
}
