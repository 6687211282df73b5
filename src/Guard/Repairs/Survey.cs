using System.Net;
using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>The nodes of a multiplexer at one moment, and whether it can write.</summary>
internal sealed class Survey
{
    private Survey(IReadOnlyList<NodeView> nodes, bool isEnded, bool isWritable, bool isCluster)
    {
        Nodes = nodes;
        IsEnded = isEnded;
        IsWritable = isWritable;
        IsCluster = isCluster;
    }

    public IReadOnlyList<NodeView> Nodes { get; }

    /// <summary>Nothing is to be repaired: the multiplexer is disposed, leads to Sentinels, or to a proxy that hides its nodes.</summary>
    public bool IsEnded { get; }

    /// <summary>Whether the multiplexer would send a write to a connected node.</summary>
    public bool IsWritable { get; }

    /// <summary>Whether the nodes form a Redis Cluster.</summary>
    public bool IsCluster { get; }

    public IEnumerable<NodeView> Misjudged => Nodes.Where(static node => node.IsMisjudged);

    /// <summary>Whether a connected node is a primary.</summary>
    public bool HasPrimary => Nodes.Any(static node => node.IsPrimary);

    public bool IsConnected => Nodes.Any(static node => node.IsConnected);

    public static async Task<Survey> TakeAsync(IConnectionMultiplexer connection, TimeSpan limit)
    {
        var servers = Servers(connection);
        if (servers is null)
        {
            return new Survey([], isEnded: true, isWritable: false, isCluster: false);
        }

        var isCluster = servers.Any(static server => server.ServerType == ServerType.Cluster);
        var isSentinel = servers.Count > 0 && servers.All(static server => server.ServerType == ServerType.Sentinel);
        var nodes = await Task.WhenAll(servers.Select(async server =>
        {
            var role = server.IsConnected ? await RoleQuestion.AskAsync(server, limit).ConfigureAwait(false) : NodeRole.Unknown;

            // Read after the reply: the multiplexer may have learnt the role meanwhile.
            return new NodeView(server, server.IsConnected, server.IsReplica, role);
        })).ConfigureAwait(false);
        return new Survey(
            nodes,
            isSentinel || (nodes.Length > 0 && nodes.All(static node => node.Reported == NodeRole.Sentinel)),
            connection.GetDatabase().IsConnected(default, CommandFlags.DemandMaster),
            isCluster);
    }

    /// <summary>Whether the multiplexer has servers: a disposed one has none.</summary>
    public static bool HasServers(IConnectionMultiplexer connection) => Servers(connection) is not null;

    /// <summary>Whether the multiplexer is connected to a node that it treats as a primary. Asks no node.</summary>
    public static bool TreatsAnyAsPrimary(IConnectionMultiplexer connection) =>
        Servers(connection)?.Exists(static server =>
            server.IsConnected && !server.IsReplica && server.ServerType != ServerType.Sentinel) == true;

    public override string ToString() => Nodes.Count == 0 ? "no nodes" : string.Join(", ", Nodes);

    // Null if there are none: a disposed multiplexer knows its endpoints, but no server of any of them.
    private static List<IServer>? Servers(IConnectionMultiplexer connection)
    {
        var servers = new List<IServer>();
        foreach (var endpoint in connection.GetEndPoints())
        {
            if (Server(connection, endpoint) is { } server)
            {
                servers.Add(server);
            }
        }

        return servers.Count == 0 ? null : servers;
    }

    private static IServer? Server(IConnectionMultiplexer connection, EndPoint endpoint)
    {
        try
        {
            return connection.GetServer(endpoint);
        }
        catch (Exception gone) when (gone is ArgumentException or NotSupportedException or ObjectDisposedException)
        {
            // A node that Sentinel has replaced, a proxy, a disposed multiplexer.
            return null;
        }
    }
}
