using System.Globalization;

namespace RedisSafety.Provisioning.Model;

/// <summary>A replication group, or a single Redis or Valkey server, with what is unknown kept unknown.</summary>
internal sealed class ReplicationGroup
{
    public required SourcePlace Place { get; init; }

    public required Dialect Dialect { get; init; }

    /// <summary>The name in messages: the id if it is known, else the name of the declaration.</summary>
    public required string Name { get; init; }

    /// <summary>It changes an existing group: what is left out stays as it is.</summary>
    public bool IsModification { get; init; }

    /// <summary>A cache cluster of its own, whose <c>CacheClusterId</c> is its id.</summary>
    public bool IsStandalone { get; init; }

    public Setting<string> Id { get; init; }

    public Setting<string> Engine { get; init; }

    public Setting<string> EngineVersion { get; init; }

    public Setting<ClusterMode> Mode { get; init; }

    public Setting<int> Shards { get; init; }

    /// <summary>The replicas of the shard that has the fewest.</summary>
    public Setting<int> ReplicasPerShard { get; init; }

    /// <summary>The numbers of nodes per shard in the order of the shards; empty if unknown.</summary>
    public IReadOnlyList<(string Shard, int Nodes)> ShardNodes { get; init; } = [];

    /// <summary>The nodes by name, if the source names them.</summary>
    public IReadOnlyList<CacheNode> Nodes { get; init; } = [];

    /// <summary>The zone of every node of one shard, if all are placed.</summary>
    public Setting<IReadOnlyList<string>> ShardZones { get; init; }

    public Setting<bool> AutomaticFailover { get; init; }

    public Setting<bool> MultiAz { get; init; }

    public Setting<bool> TransitEncryption { get; init; }

    public Setting<bool> AtRestEncryption { get; init; }

    /// <summary>Clients need a password, or belong to a user group.</summary>
    public Setting<bool> Authentication { get; init; }

    /// <summary>Days; 0 means no backups.</summary>
    public Setting<int> SnapshotRetention { get; init; }

    public Setting<string> SnapshotWindow { get; init; }

    /// <summary>The node that backups are taken from.</summary>
    public Setting<string> SnapshotSource { get; init; }

    public Setting<string> MaintenanceWindow { get; init; }

    public Setting<string> ParameterGroup { get; init; }

    /// <summary>The ARN of the topic; empty if there is known to be none.</summary>
    public Setting<string> NotificationTopic { get; init; }

    /// <summary><c>active</c> or <c>inactive</c>.</summary>
    public Setting<string> NotificationStatus { get; init; }

    /// <summary>How writes survive the loss of all nodes, such as <c>disabled</c>.</summary>
    public Setting<string> Durability { get; init; }

    /// <summary>The account and region that the source names in an ARN of the group.</summary>
    public Setting<string> Account { get; init; }

    public Setting<string> Region { get; init; }

    /// <summary>
    /// The ids of all nodes, as values or as terms; empty if they are not known. ElastiCache numbers nodes from 001, behind the shard's id
    /// where cluster mode is enabled or compatible.
    /// </summary>
    public IReadOnlyList<string> NodeIds
    {
        get
        {
            if (Nodes.Count > 0)
            {
                return [.. Nodes.Select(static node => node.Id)];
            }

            if (Id.Term is not { Length: > 0 } id)
            {
                return [];
            }

            if (IsStandalone)
            {
                return [id];
            }

            if (!Mode.IsKnown || ShardNodes.Count == 0)
            {
                return [];
            }

            var withShard = Mode.Value != ClusterMode.Disabled;
            return
            [
                .. ShardNodes.SelectMany(shard => Enumerable.Range(1, shard.Nodes).Select(number =>
                    withShard ? $"{id}-{shard.Shard}-{Number(number)}" : $"{id}-{Number(number)}")),
            ];
        }
    }

    private static string Number(int number) => number.ToString("000", CultureInfo.InvariantCulture);
}
