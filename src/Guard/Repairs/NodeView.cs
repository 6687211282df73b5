using System.Net;
using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>One node, as the multiplexer treats it and as it reports itself.</summary>
/// <param name="Server">The node.</param>
/// <param name="IsConnected">Whether the multiplexer has a connection to it.</param>
/// <param name="IsReplica">Whether the multiplexer treats it as a replica.</param>
/// <param name="Reported">The role that it reports.</param>
internal sealed record NodeView(IServer Server, bool IsConnected, bool IsReplica, NodeRole Reported)
{
    public EndPoint EndPoint => Server.EndPoint;

    /// <summary>Whether the multiplexer takes a replica for a primary, or the reverse.</summary>
    public bool IsMisjudged => IsConnected && Reported switch
    {
        NodeRole.Primary => IsReplica,
        NodeRole.Replica => !IsReplica,
        _ => false,
    };

    public bool IsPrimary => IsConnected && (Reported == NodeRole.Primary || (Reported == NodeRole.Unknown && !IsReplica));

    public override string ToString()
    {
        var role = Reported == NodeRole.Unknown ? (IsReplica ? "Replica?" : "Primary?") : Reported.ToString();
        return $"{Server.EndPoint} {(IsConnected ? role : "disconnected")}{(IsMisjudged ? " (misjudged)" : "")}";
    }
}
