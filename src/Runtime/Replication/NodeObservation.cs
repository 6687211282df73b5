namespace RedisSafety.Replication;

/// <summary>One answer of a node to <c>ROLE</c>, or the lack of one.</summary>
/// <param name="Role">What the node is.</param>
/// <param name="Linked">Whether a replica is connected to its primary and past its first synchronisation.</param>
/// <param name="Offset">How many bytes of the replication stream the node has written or applied.</param>
/// <param name="Replicas">How many replicas a primary counts.</param>
/// <param name="Fault">Why there is no answer.</param>
internal sealed record NodeObservation(NodeRole Role, bool Linked, long Offset, int Replicas, Exception? Fault)
{
    public static NodeObservation None { get; } = new(NodeRole.Unreachable, false, 0, 0, null);

    public static NodeObservation Failed(Exception fault) => None with { Fault = fault };
}
