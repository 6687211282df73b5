using RedisSafety.Sessions;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Routing;

/// <summary>The node of one attempt, and why it was chosen.</summary>
/// <param name="Node">The node; <see langword="null"/> if none is known.</param>
/// <param name="Flags">The flags that the attempt is sent with.</param>
/// <param name="Generation">The generation of a replica's watermark on which the choice rests; -1 if it rests on none.</param>
internal readonly record struct Destination(DeploymentNode? Node, CommandFlags Flags, int Generation = Destination.AnyGeneration)
{
    public const int AnyGeneration = -1;

    /// <summary>Up to when the replica had everything at the choice; <see cref="ReadRequirement.Never"/> if that is not known.</summary>
    public long Reached { get; init; } = ReadRequirement.Never;

    /// <summary>Whether <see cref="Reached"/> is known.</summary>
    public bool IsMeasured => Reached != ReadRequirement.Never;

    /// <summary>
    /// Whether the primary has to confirm that a key is missing: a cluster's replica does not know which of its slots are being moved, and
    /// lacks the keys that have gone already.
    /// </summary>
    public bool ConfirmsMissing { get; init; }

    /// <summary>Whether the node is the one that the slot of the call is being moved to.</summary>
    public bool IsRedirected { get; init; }

    /// <summary>The reason for a replica read's node; <see langword="null"/> for other calls.</summary>
    public ReadReason? Reason { get; init; }

    /// <summary>Whether the node was chosen because it is the primary.</summary>
    public bool IsForPrimary => (Flags & CommandFlags.PreferReplica) == 0;

    /// <summary>Whether it is the primary only because no replica is known to have come far enough yet.</summary>
    public bool IsBehind => IsForPrimary && Reason is ReadReason.OwnWrite or ReadReason.MaxStaleness or ReadReason.Session;
}
