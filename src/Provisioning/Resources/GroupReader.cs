using System.Globalization;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Resources;

/// <summary>Reads a replication group, or a single server.</summary>
internal static class GroupReader
{
    /// <summary>More nodes than a group can have.</summary>
    private const int Most = 500;

    public static ReplicationGroup Read(
        DocumentNode properties, string name, string? term, SourcePlace place, Dialect dialect, bool isModification = false)
    {
        var bag = new PropertyBag(properties, !isModification);
        var id = bag.Text("ReplicationGroupId");

        // A member of a global datastore inherits its engine and its encryption.
        var inherits = bag["GlobalReplicationGroupId"] is not null;
        var engine = bag.Text("Engine", inherits ? null : "redis");
        var isRedis = engine.IsKnown && engine.Value.Equals("redis", StringComparison.OrdinalIgnoreCase) && !inherits;
        var (shards, replicas, shardNodes) = Layout(bag, isModification || inherits);
        return new ReplicationGroup
        {
            Place = place,
            Dialect = dialect,
            Name = id.IsKnown ? id.Value : name,
            IsModification = isModification,
            Id = WithTerm(id, term),
            Engine = engine,
            EngineVersion = bag.Text("EngineVersion"),
            Mode = Mode(bag, shards),
            Shards = shards,
            ReplicasPerShard = replicas,
            ShardNodes = shardNodes,
            ShardZones = Zones(bag),
            AutomaticFailover = bag.Boolean("AutomaticFailoverEnabled", false),
            MultiAz = bag.Boolean("MultiAZEnabled", false),
            TransitEncryption = bag.Boolean("TransitEncryptionEnabled", isRedis ? false : null),
            AtRestEncryption = bag.Boolean("AtRestEncryptionEnabled", isRedis ? false : null),
            Authentication = Authentication(bag),
            SnapshotRetention = bag.Integer("SnapshotRetentionLimit", 0),
            SnapshotWindow = bag.Text("SnapshotWindow"),
            SnapshotSource = bag.Text("SnapshottingClusterId"),
            MaintenanceWindow = bag.Text("PreferredMaintenanceWindow"),
            ParameterGroup = bag.Text("CacheParameterGroupName", ""),
            NotificationTopic = bag.Text("NotificationTopicArn", ""),
            NotificationStatus = bag.Text("NotificationTopicStatus"),
            Durability = bag.Text("Durability"),
            Region = Arn(bag, 3),
            Account = Arn(bag, 4),
        };
    }

    /// <summary>A cache cluster that is no member of a group; null for members and for Memcached.</summary>
    public static ReplicationGroup? ReadStandalone(DocumentNode properties, string name, string? term, SourcePlace place, Dialect dialect)
    {
        var bag = new PropertyBag(properties, true);
        var engine = bag.Text("Engine");
        if (bag["ReplicationGroupId"] is not null || !engine.IsKnown
            || !(engine.Value.Equals("redis", StringComparison.OrdinalIgnoreCase)
                || engine.Value.Equals("valkey", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var id = bag.Text("ClusterName") is { Term: not null } named ? named
            : bag.Text("CacheClusterId") is { Term: not null } other ? other
            : bag.Text("ClusterId");
        return new ReplicationGroup
        {
            Place = place,
            Dialect = dialect,
            Name = id.IsKnown ? id.Value : name,
            IsStandalone = true,
            Id = WithTerm(id, term),
            Engine = engine,
            EngineVersion = bag.Text("EngineVersion"),
            Mode = Setting<ClusterMode>.Of(ClusterMode.Disabled),
            Shards = Setting<int>.Of(1),
            ReplicasPerShard = Setting<int>.Of(0),
            SnapshotRetention = bag.Integer("SnapshotRetentionLimit", 0),
            TransitEncryption = bag.Boolean("TransitEncryptionEnabled", false),
            ParameterGroup = bag.Text("CacheParameterGroupName", ""),
            NotificationTopic = bag.Text("NotificationTopicArn", ""),
            Region = Arn(bag, 3),
            Account = Arn(bag, 4),
        };
    }

    /// <summary>A reference to the declaration stands for an id that is left out, which AWS then chooses.</summary>
    public static Setting<string> WithTerm(Setting<string> id, string? term) =>
        id.Term is null && term is not null ? new(false, "", term, id.Place) : id;

    private static Setting<string> Arn(PropertyBag bag, int part) =>
        bag.Text("Arn") is { IsKnown: true } arn && arn.Value.Split(':') is { Length: >= 6 } parts
            ? Setting<string>.Of(parts[part], arn.Place) : Setting<string>.Unknown;

    private static Setting<bool> Authentication(PropertyBag bag)
    {
        if (bag["AuthTokenUpdateStrategy"] is { Text: "DELETE" } deleted)
        {
            return Setting<bool>.Of(false, deleted.Place);
        }

        var groups = bag["UserGroupIds"] ?? bag["UserGroupIdsToAdd"];
        return bag["AuthToken"] is { } token && (!token.IsScalar || token.Text.Length > 0) ? Setting<bool>.Of(true, token.Place)
            : bag["AuthTokenWoVersion"] is { } version ? Setting<bool>.Of(true, version.Place)
            : bag["AuthTokenEnabled"] is { Kind: DocumentKind.Boolean, Text: "true" } enabled ? Setting<bool>.Of(true, enabled.Place)
            : groups is { Kind: DocumentKind.Sequence, Items.Count: 0 } ? AbsentAuthentication(bag)
            : groups is not null ? Setting<bool>.Of(true, groups.Place)
            : AbsentAuthentication(bag);
    }

    private static Setting<bool> AbsentAuthentication(PropertyBag bag) =>
        bag.IsAbsent("AuthToken") || bag["AuthToken"] is { Text.Length: 0, IsScalar: true } ? Setting<bool>.Of(false)
            : Setting<bool>.Unknown;

    private static (Setting<int> Shards, Setting<int> Replicas, IReadOnlyList<(string, int)> Nodes) Layout(PropertyBag bag, bool isPartial)
    {
        var configured = bag.Items("NodeGroupConfiguration");
        var shards = bag.Integer("NumNodeGroups", isPartial ? null : Math.Max(1, configured.Count));
        if (bag["NumNodeGroups"] is null && bag["NodeGroupCount"] is not null)
        {
            shards = bag.Integer("NodeGroupCount", null);
        }

        var perShard = bag.Integer("ReplicasPerNodeGroup", null);
        var nodes = bag["NumCacheClusters"] is null ? Setting<int>.Unknown : bag.Integer("NumCacheClusters", null);
        var zones = bag.Items("PreferredCacheClusterAZs");
        Setting<int> replicas;
        if (configured.Count > 0 && configured.All(static item => item["ReplicaCount"] is { } count && PropertyBag.AsNumber(count) is >= 0))
        {
            var fewest = configured.OrderBy(static item => PropertyBag.AsNumber(item["ReplicaCount"]!)).First()["ReplicaCount"]!;
            replicas = Setting<int>.Of((int)PropertyBag.AsNumber(fewest)!.Value, fewest.Place);
        }
        else if (bag["ReplicasPerNodeGroup"] is not null)
        {
            replicas = perShard;
        }
        else if (bag["NumCacheClusters"] is not null)
        {
            // A list of zones counts its nodes, whatever else does.
            replicas = nodes.IsKnown && nodes.Value > 0 && !(shards.IsKnown && shards.Value > 1)
                ? Setting<int>.Of(nodes.Value - 1, nodes.Place) : Setting<int>.Unknown;
        }
        else if (zones.Count > 0 && configured.Count == 0)
        {
            replicas = Setting<int>.Of(zones.Count - 1, zones[0].Place);
        }
        else
        {
            var isDefault = !isPartial && bag["PrimaryClusterId"] is null && bag["NumNodeGroups"] is null && configured.Count == 0
                && bag["NodeGroupConfiguration"] is null && bag["PreferredCacheClusterAZs"] is null && bag.IsAbsent("NumCacheClusters");
            replicas = isDefault ? Setting<int>.Of(0) : Setting<int>.Unknown;
        }

        return (shards, replicas, Nodes(shards, replicas, configured));
    }

    private static List<(string, int)> Nodes(Setting<int> shards, Setting<int> replicas, IReadOnlyList<DocumentNode> configured)
    {
        if (!shards.IsKnown || !replicas.IsKnown || shards.Value < 1 || replicas.Value < 0
            || (long)shards.Value * (replicas.Value + 1L) > Most)
        {
            return [];
        }

        var nodes = new List<(string, int)>();
        for (var i = 0; i < shards.Value; i++)
        {
            var item = i < configured.Count ? configured[i] : null;
            var shard = item?["NodeGroupId"];
            var count = item?["ReplicaCount"] is { } own && PropertyBag.AsNumber(own) is >= 0 and < Most and { } number ? (int)number
                : replicas.Value;
            if (shard is { IsScalar: false })
            {
                return [];
            }

            nodes.Add((shard is null || shard.Text.Length == 0 ? (i + 1)
                .ToString("0000", CultureInfo.InvariantCulture) : shard.Text, count + 1));
        }

        return nodes;
    }

    private static Setting<ClusterMode> Mode(PropertyBag bag, Setting<int> shards)
    {
        if (bag["ClusterMode"] is { IsScalar: true } mode)
        {
            return Enum.TryParse<ClusterMode>(mode.Text, ignoreCase: true, out var value) ? Setting<ClusterMode>.Of(value, mode.Place)
                : Setting<ClusterMode>.Unknown;
        }

        if (bag["ClusterEnabled"] is { Kind: DocumentKind.Boolean } enabled)
        {
            return Setting<ClusterMode>.Of(enabled.Text == "true" ? ClusterMode.Enabled : ClusterMode.Disabled, enabled.Place);
        }

        var parameters = bag.Text("CacheParameterGroupName", "");
        if (shards is { IsKnown: true, Value: > 1 }
            || (parameters.IsKnown && parameters.Value.EndsWith(".cluster.on", StringComparison.OrdinalIgnoreCase)))
        {
            return Setting<ClusterMode>.Of(ClusterMode.Enabled);
        }

        var isDefault = parameters.IsKnown
            && (parameters.Value.Length == 0 || parameters.Value.StartsWith("default.", StringComparison.OrdinalIgnoreCase));
        var countsNodes = bag["NumCacheClusters"] is not null && bag["NumNodeGroups"] is null;
        return bag["ClusterMode"] is null && shards.IsKnown && (isDefault || countsNodes) ? Setting<ClusterMode>.Of(ClusterMode.Disabled)
            : Setting<ClusterMode>.Unknown;
    }

    private static Setting<IReadOnlyList<string>> Zones(PropertyBag bag)
    {
        if (bag["PreferredCacheClusterAZs"] is { Kind: DocumentKind.Sequence } list)
        {
            return All(list.Items, list.Place);
        }

        // The shard whose nodes share a zone counts.
        var shards = bag.Items("NodeGroupConfiguration")
            .Where(static shard => shard["PrimaryAvailabilityZone"] is not null
                && shard["ReplicaAvailabilityZones"] is { Kind: DocumentKind.Sequence })
            .Select(static shard =>
                All([shard["PrimaryAvailabilityZone"]!, .. shard["ReplicaAvailabilityZones"]!.Items],
                shard["ReplicaAvailabilityZones"]!.Place))
            .Where(static zones => zones.IsKnown)
            .OrderBy(static zones => zones.Value.Distinct(StringComparer.OrdinalIgnoreCase).Count())
            .ToList();
        return shards.Count > 0 ? shards[0] : Setting<IReadOnlyList<string>>.Unknown;
    }

    private static Setting<IReadOnlyList<string>> All(IReadOnlyList<DocumentNode> items, SourcePlace place) =>
        items.All(static item => item.IsScalar) ? Setting<IReadOnlyList<string>>.Of([.. items.Select(static item => item.Text)], place)
            : Setting<IReadOnlyList<string>>.Unknown;
}
