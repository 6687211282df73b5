using RedisSafety.Replication;

namespace RedisSafety.Topology;

/// <summary>One answer of a node to what it is and how far it has come, or the lack of one.</summary>
/// <param name="Role">What the node is.</param>
/// <param name="Linked">Whether a replica is connected to its primary and past its first synchronisation.</param>
/// <param name="Replicas">How many replicas a primary counts.</param>
/// <param name="Error">Why there is no answer.</param>
internal sealed record NodeObservation(NodeRole Role, bool Linked, int Replicas, Exception? Error)
{
    public static NodeObservation None { get; } = new(NodeRole.Unreachable, false, 0, null);

    /// <summary>A moment before the node was asked.</summary>
    public long AskedAt { get; init; }

    /// <summary>The generation of the node's watermark when it was asked.</summary>
    public int Generation { get; init; }

    /// <summary>
    /// How much of the replication stream the node has written or applied; unknown where the server that was asked need not be the
    /// one that calls are sent to.
    /// </summary>
    public ReplicationPosition Position { get; init; }

    /// <summary>The server's process, which has another id after a restart; null where it is not known.</summary>
    public string? Process { get; init; }

    /// <summary>Whether a primary is about to hand over to a replica (<c>FAILOVER</c>).</summary>
    public bool IsHandingOver { get; init; }

    /// <summary>Whether a replica is being filled from its primary, and cannot answer yet.</summary>
    public bool IsSyncing { get; init; }

    /// <summary>Whether the server lets the router ask how far it has come (<c>INFO</c>).</summary>
    public bool CanTellPlace { get; init; } = true;

    /// <summary>Whether the place is unknown only because the connections, which are new, have not been compared yet.</summary>
    public bool IsPlacePending { get; init; }

    /// <summary>The last place of the former history that the node's own history goes on from.</summary>
    public ReplicationPosition Former { get; init; }

    public static NodeObservation Failed(Exception fault) => None with { Error = fault };
}
