using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Routing;

/// <summary>Where a call is sent.</summary>
/// <param name="Node">The node; <see langword="null"/> where none is known.</param>
/// <param name="Flags">What it is sent with.</param>
/// <param name="Generation">The generation of a replica's watermark on which the choice rests; -1 where it rests on none.</param>
internal readonly record struct Destination(DeploymentNode? Node, CommandFlags Flags, int Generation = Destination.AnyGeneration)
{
    public const int AnyGeneration = -1;

    /// <summary>What decided where a replica read goes, as metrics name it; <see langword="null"/> for other calls.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the node was chosen because it is the primary.</summary>
    public bool IsForPrimary => (Flags & CommandFlags.PreferReplica) == 0;

    /// <summary>Whether it is the primary only because no replica is known to have come far enough yet.</summary>
    public bool IsBehind => IsForPrimary && Reason is "own-write" or "max-staleness" or "session";
}
