using StackExchange.Redis;

namespace RedisSafety.Bodies;

/// <summary>The place that gave a cursor: a connection to a process.</summary>
/// <param name="Node">The node; null for none.</param>
/// <param name="Connections">The number of connections that have been opened to the node.</param>
internal readonly record struct ScanPlace(IDatabaseAsync? Node, long Connections)
{
    /// <summary>Whether no connection was opened since: a reply then comes from the process that was asked.</summary>
    public bool IsSame => Node is not null && CountConnections(Node) == Connections;

    public static ScanPlace Of(IDatabaseAsync node) => new(node, CountConnections(node));

    /// <summary>A connection is counted before it is opened.</summary>
    private static long CountConnections(IDatabaseAsync node) => node.Multiplexer?.GetCounters().Interactive.SocketCount ?? 0;
}
