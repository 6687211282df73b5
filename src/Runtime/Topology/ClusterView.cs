namespace RedisSafety.Topology;

/// <summary>What one node of a cluster knows of the cluster.</summary>
/// <param name="Node">The node.</param>
/// <param name="OwnEpoch">The configuration epoch under which the node, or its primary, owns its slots.</param>
/// <param name="LatestEpoch">The latest epoch of the cluster that the node has heard of.</param>
/// <param name="Slots">The layout as the node knows it.</param>
internal sealed record ClusterView(string Node, long OwnEpoch, long LatestEpoch, ClusterSlots Slots);
