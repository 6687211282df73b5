namespace RedisSafety.Drills.Targets;

/// <summary>The nodes of a deployment that a connection string leads to.</summary>
/// <param name="Nodes">The nodes of the shard that fails over, the primary first.</param>
/// <param name="Endpoint">The name that leads to the primary; <see langword="null"/> if clients know the nodes.</param>
/// <param name="Access">The credentials and the encryption of a connection.</param>
/// <param name="Tag">A hash tag whose slot the shard serves.</param>
/// <param name="Handover">The server that takes the command for a planned failover, and that command.</param>
/// <param name="HandoverAccess">The credentials and the encryption of a connection to that server.</param>
internal sealed record DeploymentMap(
    IReadOnlyList<NodeAddress> Nodes,
    NodeAddress? Endpoint,
    DeploymentAccess Access,
    string Tag,
    (NodeAddress Node, string[] Command) Handover,
    DeploymentAccess HandoverAccess)
{
    /// <summary>The number of shards.</summary>
    public int Shards { get; init; } = 1;
}
