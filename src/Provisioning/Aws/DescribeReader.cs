using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Resources;

namespace RedisSafety.Provisioning.Aws;

/// <summary>
/// Reads what the AWS CLI prints: <c>elasticache describe-replication-groups</c>, <c>describe-cache-clusters</c>,
/// <c>describe-serverless-caches</c>, <c>describe-cache-parameters</c>, <c>cloudwatch describe-alarms</c> and <c>sns
/// get-topic-attributes</c>.
/// </summary>
internal static class DescribeReader
{
    private static readonly string[] Roots =
        ["ReplicationGroups", "CacheClusters", "ServerlessCaches", "Parameters", "MetricAlarms", "CompositeAlarms", "Attributes"];

    /// <summary>The document is one of these outputs.</summary>
    public static bool Accepts(DocumentNode document) => Roots.Any(root => document[root] is not null);

    /// <summary>Reads outputs together: a group's version, window and topic are in the output on its clusters.</summary>
    /// <exception cref="ProvisioningReadException">A document is none of these outputs.</exception>
    public static Deployment Read(IReadOnlyList<DocumentNode> documents)
    {
        foreach (var document in documents)
        {
            if (!Accepts(document))
            {
                throw new ProvisioningReadException(
                    document.Place.File, document.Place.Line, document.Place.Column,
                    $"this is no output of the AWS CLI that the check reads: none of {string.Join(", ", Roots)} is in it");
            }
        }

        var deployment = new Deployment();
        var clusters = All(documents, "CacheClusters").ToList();
        var hasClusters = documents.Any(static document => document["CacheClusters"] is not null);
        foreach (var group in All(documents, "ReplicationGroups"))
        {
            deployment.Groups.Add(Group(group, clusters, hasClusters));
        }

        foreach (var cluster in clusters)
        {
            if (GroupReader.ReadStandalone(Flat(cluster), Text(cluster, "CacheClusterId"), null, cluster.Place, Dialect.Cli) is { } single)
            {
                deployment.Groups.Add(single);
            }
        }

        foreach (var cache in All(documents, "ServerlessCaches"))
        {
            ResourceReader.Add(deployment, ResourceReader.Serverless, Text(cache, "ServerlessCacheName"), null, cache, cache.Place,
                Dialect.Cli);
        }

        foreach (var alarm in All(documents, "MetricAlarms"))
        {
            deployment.Alarms.Add(AlarmReader.Read(alarm, Text(alarm, "AlarmName"), alarm.Place, Dialect.Cli));
        }

        foreach (var document in documents)
        {
            if (document["Attributes"] is { Kind: DocumentKind.Mapping } attributes)
            {
                deployment.Topics.Add(
                    TopicReader.Read(attributes, Text(attributes, "TopicArn").Split(':').Last(), null, attributes.Place, Dialect.Cli));
            }

            if (document["Parameters"] is { Kind: DocumentKind.Sequence } parameters)
            {
                deployment.ParameterGroups.Add(ParameterGroupReader.Read(document, "parameter group", null, parameters.Place, Dialect.Cli));
            }
        }

        deployment.AlarmsAreComplete = IsComplete(documents, "MetricAlarms");
        deployment.NodesAreComplete = IsComplete(documents, "CacheClusters");
        return deployment;
    }

    private static ReplicationGroup Group(DocumentNode group, List<DocumentNode> clusters, bool hasClusters)
    {
        var bag = new PropertyBag(group, true);
        var id = bag.Text("ReplicationGroupId");
        var own = clusters.Where(cluster => cluster["ReplicationGroupId"] is { IsScalar: true } of && id.Is(of.Text)).ToList();
        var first = own.Count > 0 ? new PropertyBag(own[0], true) : null;
        var shards = bag.Items("NodeGroups");
        var members = shards.SelectMany(static shard => shard["NodeGroupMembers"]?.Items ?? []).ToList();
        var fewest = shards.Count > 0 && shards.All(static shard => shard["NodeGroupMembers"] is { Items.Count: > 0 })
            ? shards.OrderBy(static shard => shard["NodeGroupMembers"]!.Items.Count).First()["NodeGroupMembers"]
            : null;
        var topic = first?.Node["NotificationConfiguration"];
        var arn = bag.Text("ARN");
        var parts = arn.IsKnown && arn.Value.Split(':') is { Length: >= 6 } split ? split : null;
        return new ReplicationGroup
        {
            Place = group.Place,
            Dialect = Dialect.Cli,
            Name = id.IsKnown ? id.Value : group.Place.Path,
            Id = id,
            Engine = bag["Engine"] is null ? first?.Text("Engine") ?? Setting<string>.Unknown : bag.Text("Engine"),
            EngineVersion = first?.Text("EngineVersion") ?? Setting<string>.Unknown,
            Mode = bag["ClusterEnabled"] is { Kind: DocumentKind.Boolean } enabled
                ? Setting<ClusterMode>.Of(enabled.Text == "true" ? ClusterMode.Enabled : ClusterMode.Disabled, enabled.Place)
                    : Setting<ClusterMode>.Unknown,
            Shards = shards.Count > 0 ? Setting<int>.Of(shards.Count, shards[0].Place) : Setting<int>.Unknown,
            ReplicasPerShard = fewest is null ? Setting<int>.Unknown : Setting<int>.Of(fewest.Items.Count - 1, fewest.Place),
            Nodes = members.Count > 0
                ? [.. members.Where(static member => member["CacheClusterId"] is { IsScalar: true }).Select(Node)]
                : [.. bag.Items("MemberClusters").Where(static member => member.IsScalar)
                    .Select(static member => new CacheNode(member.Text, default, default))],
            ShardZones = Zones(shards),
            AutomaticFailover = Enabled(bag, "AutomaticFailover", "enabling"),
            MultiAz = Enabled(bag, "MultiAZ", "enabling"),
            TransitEncryption = bag.Boolean("TransitEncryptionEnabled", null),
            AtRestEncryption = bag.Boolean("AtRestEncryptionEnabled", null),
            Authentication = bag.Items("UserGroupIds")
                .Count > 0 ? Setting<bool>.Of(true, bag.Items("UserGroupIds")[0].Place) : bag.Boolean("AuthTokenEnabled", null),
            SnapshotRetention = bag.Integer("SnapshotRetentionLimit", null),
            SnapshotWindow = bag.Text("SnapshotWindow"),
            SnapshotSource = bag.Text("SnapshottingClusterId"),
            MaintenanceWindow = first?.Text("PreferredMaintenanceWindow") ?? Setting<string>.Unknown,
            ParameterGroup = first?.Node["CacheParameterGroup"]?["CacheParameterGroupName"] is { IsScalar: true } parameters
                ? PropertyBag.AsText(parameters) : Setting<string>.Unknown,
            NotificationTopic = topic?["TopicArn"] is { IsScalar: true } target ? PropertyBag.AsText(target)
                : hasClusters && first is not null ? Setting<string>.Of("") : Setting<string>.Unknown,
            NotificationStatus = topic?["TopicStatus"] is { IsScalar: true } status ? PropertyBag.AsText(status) : Setting<string>.Unknown,
            Durability = bag.Text("Durability"),
            Region = parts is null ? Setting<string>.Unknown : Setting<string>.Of(parts[3], arn.Place),
            Account = parts is null ? Setting<string>.Unknown : Setting<string>.Of(parts[4], arn.Place),
        };
    }

    private static CacheNode Node(DocumentNode member) => new(
        member["CacheClusterId"]!.Text,
        member["PreferredAvailabilityZone"] is { IsScalar: true } zone ? PropertyBag.AsText(zone) : Setting<string>.Unknown,
        member["CurrentRole"] is { IsScalar: true } role ? Setting<bool>.Of(role.Text == "primary", role.Place) : Setting<bool>.Unknown);

    private static Setting<IReadOnlyList<string>> Zones(IReadOnlyList<DocumentNode> shards)
    {
        var zones = shards.Select(static shard => shard["NodeGroupMembers"])
            .Where(static members =>
                members is not null && members.Items.All(static member => member["PreferredAvailabilityZone"] is { IsScalar: true }))
            .Select(static members => Setting<IReadOnlyList<string>>.Of(
                [.. members!.Items.Select(static member => member["PreferredAvailabilityZone"]!.Text)], members.Place))
            .OrderBy(static zones => zones.Value.Distinct(StringComparer.OrdinalIgnoreCase).Count())
            .ToList();
        return zones.Count > 0 ? zones[0] : Setting<IReadOnlyList<string>>.Unknown;
    }

    private static Setting<bool> Enabled(PropertyBag bag, string name, string coming) =>
        bag[name] is not { IsScalar: true } node ? Setting<bool>.Unknown
        : node.Text is "enabled" or "true" || node.Text == coming ? Setting<bool>.Of(true, node.Place)
        : node.Text is "disabled" or "false" or "disabling" ? Setting<bool>.Of(false, node.Place)
        : Setting<bool>.Unknown;

    // The topic of a single cluster is one level deeper than in a declaration.
    private static DocumentNode Flat(DocumentNode cluster)
    {
        var members = new List<KeyValuePair<string, DocumentNode>>(cluster.Members);
        if (cluster["NotificationConfiguration"]?["TopicArn"] is { } topic)
        {
            members.Add(new("NotificationTopicArn", topic));
        }

        members.Add(new("CacheParameterGroupName", cluster["CacheParameterGroup"]?["CacheParameterGroupName"]
            ?? DocumentNode.Expression("${?}", cluster.Place)));
        return DocumentNode.Mapping(members, cluster.Place);
    }

    private static IEnumerable<DocumentNode> All(IReadOnlyList<DocumentNode> documents, string root) =>
        documents.SelectMany(document => document[root]?.Items ?? []).Where(static item => item.Kind == DocumentKind.Mapping);

    private static bool IsComplete(IReadOnlyList<DocumentNode> documents, string root)
    {
        var having = documents.Where(document => document[root] is not null).ToList();
        return having.Count > 0 && having.All(static document =>
            document["NextToken"] is null or { Kind: DocumentKind.Null } && document["Marker"] is null or { Kind: DocumentKind.Null });
    }

    private static string Text(DocumentNode node, string name) => node[name] is { IsScalar: true } text ? text.Text : node.Place.Path;
}
