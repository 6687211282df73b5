using RedisSafety.Replication;

namespace RedisSafety.Topology;

/// <summary>What the observations of one node amount to over time: its process, its role there, and how it became a primary.</summary>
/// <param name="Process">The process that answered last; <see langword="null"/> if it is not known.</param>
/// <param name="Role">The role in which it answered last.</param>
/// <param name="Origin">How it came to report that it is the primary.</param>
/// <param name="Position">The last position that it reported in this process.</param>
internal sealed record NodeTrack(string? Process, NodeRole Role, ClaimOrigin Origin, ReplicationPosition Position)
{
    public static NodeTrack Start { get; } = new(null, NodeRole.Unreachable, ClaimOrigin.None, ReplicationPosition.Unknown);

    /// <summary>Adds an observation. A failed one, or one of a process that is not identified yet, changes nothing.</summary>
    public NodeTrack Next(NodeObservation observation)
    {
        if (observation.Role == NodeRole.Unreachable || observation.IsPlacePending)
        {
            return this;
        }

        var isSameProcess = Role != NodeRole.Unreachable && Process == observation.Process;
        return new(
            observation.Process,
            observation.Role,
            observation.Role == NodeRole.Primary ? OriginOf(isSameProcess) : ClaimOrigin.None,
            observation.Position.IsKnown || !isSameProcess ? observation.Position : Position);
    }

    private ClaimOrigin OriginOf(bool isSameProcess) => (Role, isSameProcess) switch
    {
        (NodeRole.Unreachable, _) => ClaimOrigin.Found,
        (_, false) => ClaimOrigin.Restarted,
        (NodeRole.Replica, true) => ClaimOrigin.Promoted,
        _ => Origin,
    };
}
