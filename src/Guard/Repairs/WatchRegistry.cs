using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>The watched multiplexers. It keeps none of them alive.</summary>
internal sealed class WatchRegistry(LoggerSource loggers)
{
    private readonly object _lock = new();
    private readonly List<WeakReference<ConnectionWatch>> _watches = [];
    private ConditionalWeakTable<IConnectionMultiplexer, ConnectionWatch> _byConnection = new();

    public RedisFailoverGuardOptions Options { get; set; } = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                _watches.RemoveAll(static watch => !watch.TryGetTarget(out _));
                return _watches.Count;
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
            if (_byConnection.TryGetValue(connection, out _))
            {
                return false;
            }

            // The multiplexer holds the watch by its events, and the watch holds the multiplexer weakly: they end together.
            watch = new ConnectionWatch(connection, Options, loggers, Forget);
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
            _byConnection = new();
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
