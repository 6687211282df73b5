using RedisSafety.Nodes;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Reads the layout of a cluster from its nodes.</summary>
internal static class ClusterFollower
{
    // A large cluster agrees within a second: more views than that tell nothing new.
    private const int MostViews = 12;

    /// <summary>Reads the layout: from one node while nothing is suspected, and from many otherwise.</summary>
    /// <param name="nodes">The nodes that are known.</param>
    /// <param name="hint">The node that showed that the layout is old; it is asked first. <see langword="null"/> if there is none.</param>
    /// <param name="current">The layout so far; <see langword="null"/> if there is none.</param>
    /// <param name="isSuspected">Whether the layout is likely to be old.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>The layout; <see langword="null"/> if no node gave one.</returns>
    public static async Task<ClusterSlots?> ReadAsync(
        IReadOnlyList<RedisNode> nodes, DeploymentNode? hint, ClusterSlots? current, bool isSuspected, CancellationToken stop)
    {
        var candidates = nodes.Where(static node => node is { IsCluster: true, Database: not null } && node.Observation.Role != NodeRole.Unreachable).ToArray();
#pragma warning disable CA5394 // Any node will do.
        Random.Shared.Shuffle(candidates);
#pragma warning restore CA5394
        candidates = [.. candidates.OrderByDescending(node => ReferenceEquals(node, hint)).ThenBy(static node => node.Observation.Role)];
        if (!isSuspected && current is not null && candidates.Length > 0
            && await candidates[0].ReadClusterAsync(stop).ConfigureAwait(false) is { } view
            && view.Slots.IsSameAs(current))
        {
            return current;
        }

        var views = await Task.WhenAll(candidates.Take(MostViews).Select(node => node.ReadClusterAsync(stop))).ConfigureAwait(false);
        ClusterView[] answered = [.. views.OfType<ClusterView>()];

        // Another cluster can have taken the address of a node that left.
        ClusterView[] own = current is null ? answered : [.. answered.Where(other => other.Slots.Ids.Count == 0 || other.Slots.Ids.Overlaps(current.Ids))];
        return ClusterSlots.Combine(own);
    }
}
