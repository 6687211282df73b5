using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>Compares a multiplexer with the layout of a Redis Cluster.</summary>
internal static class ClusterCheck
{
    /// <summary>
    /// Reads the layout from a node, which also renews the slot map of the multiplexer, and tells whether each owner of slots is connected
    /// and treated as a primary.
    /// </summary>
    /// <param name="survey">The nodes.</param>
    /// <param name="round">The round of the repair: each asks another node, as one can be cut off from the rest and not know it.</param>
    /// <param name="limit">The time that the node may take.</param>
    public static async Task<bool> IsWholeAsync(Survey survey, int round, TimeSpan limit)
    {
        var connected = survey.Nodes.Where(static node => node.IsConnected).ToArray();
        if (connected.Length == 0)
        {
            return false;
        }

        try
        {
            var reply = connected[round % connected.Length].Server.ClusterNodesAsync();
            if (!await Limit.KeptAsync(reply, limit).ConfigureAwait(false) || await reply.ConfigureAwait(false) is not { } layout)
            {
                return false;
            }

            var owners = layout.Nodes.Where(static node => !node.IsReplica && node.Slots.Count > 0).ToArray();
            return owners.Length > 0 && owners.All(owner => survey.Nodes.Any(node =>
                node.IsPrimary && !node.IsReplica && node.EndPoint.Equals(owner.EndPoint)));
        }
        catch (Exception lost) when (lost is RedisException or TimeoutException or ObjectDisposedException)
        {
            return false;
        }
    }
}
