using System.Net;
using RedisSafety.Nodes;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>The watchers of a deployment's nodes: those that are configured, and those that the topology names.</summary>
/// <param name="make">Makes the watcher of an endpoint.</param>
/// <param name="time">The clock.</param>
internal sealed class NodeWatchers(Func<EndPoint, int, bool, NodeWatcher> make, TimeProvider time)
{
    // How long a node is kept that the topology no longer names: it may be named again after a failover.
    private static readonly TimeSpan RetireAfter = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private NodeWatcher[] _all = [];

    /// <summary>Every watcher, as of now.</summary>
    public IReadOnlyList<NodeWatcher> All => Volatile.Read(ref _all);

    /// <summary>The watchers of the nodes that the topology names, or has not been asked about.</summary>
    public IEnumerable<NodeWatcher> Named => All.Where(static watcher => watcher.LeftAt is null);

    /// <summary>Watches an endpoint, unless it is watched already.</summary>
    public NodeWatcher Add(EndPoint endpoint, bool isConfigured)
    {
        NodeWatcher watcher;
        lock (_lock)
        {
            var name = NodeName.Of(endpoint);
            if (Array.Find(_all, known => known.Node.Name == name) is { } known)
            {
                return known;
            }

            watcher = make(endpoint, _all.Length == 0 ? 0 : _all.Max(static known => known.Order) + 1, isConfigured);
            Volatile.Write(ref _all, [.. _all, watcher]);
        }

        watcher.Start();
        return watcher;
    }

    /// <summary>Watches the nodes that the topology names, and retires those that it has not named for a while.</summary>
    /// <returns>The retired nodes.</returns>
    public IReadOnlyList<RedisNode> SetNamed(IReadOnlyCollection<EndPoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            Add(endpoint, isConfigured: false);
        }

        var names = endpoints.Select(NodeName.Of).ToHashSet(StringComparer.Ordinal);
        List<RedisNode> retired = [];
        lock (_lock)
        {
            foreach (var watcher in _all)
            {
                watcher.LeftAt = names.Contains(watcher.Node.Name) ? null : watcher.LeftAt ?? time.GetTimestamp();
                if (watcher is { LeftAt: { } leftAt, IsConfigured: false } && time.GetElapsedTime(leftAt) >= RetireAfter)
                {
                    Volatile.Write(ref _all, [.. _all.Where(known => !ReferenceEquals(known, watcher))]);
                    retired.Add(watcher.Node);
                    _ = Task.Run(() => watcher.DisposeAsync().AsTask());
                }
            }
        }

        return retired;
    }

    /// <summary>Has every node asked now.</summary>
    public void PokeAll()
    {
        foreach (var watcher in All)
        {
            watcher.Poke();
        }
    }

    /// <summary>Has one node asked now.</summary>
    public void Poke(DeploymentNode node) => All.FirstOrDefault(watcher => ReferenceEquals(watcher.Node, node))?.Poke();
}
