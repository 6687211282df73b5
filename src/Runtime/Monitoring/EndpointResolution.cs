using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Has an endpoint's name resolved again that leads to a former primary.</summary>
internal static class EndpointResolution
{
    // How long an endpoint may lead to a former primary, as the only one to answer, before its name is resolved again.
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// No healthy connection notices that a name has moved. If no other node has taken over, the connections of an endpoint that led to a
    /// primary, and now leads to a replica, are made again.
    /// </summary>
    /// <param name="watcher">The watcher of the endpoint's node, after an observation.</param>
    /// <param name="record">The record of the only shard; <see langword="null"/> for a cluster.</param>
    /// <param name="primaryEndpoint">The name behind which the provider puts the primary; <see langword="null"/> if there is none.</param>
    /// <param name="time">The clock.</param>
    public static void ResolveAgain(NodeWatcher watcher, ShardRecord? record, string? primaryEndpoint, TimeProvider time)
    {
        // A server on its way from primary to replica holds writes back: only one that follows another has refused them all.
        if (watcher is { IsConfigured: true, Node: { Observation: { Role: NodeRole.Replica, Linked: true } } node }
            && record is { Shard.Primary: null }
            && (node.Name == record.Incumbent?.Name || node.Name == primaryEndpoint)
            && (record.LostPrimary is null || time.GetElapsedTime(record.LostAt) >= ReconnectPause)
            && node.SinceAborted >= ReconnectPause)
        {
            node.Abort();
        }
    }
}
