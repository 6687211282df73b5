using System.Text;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Resources;

namespace RedisSafety.Provisioning.Terraform;

/// <summary>Brings a resource of Terraform's AWS provider to CloudFormation's names.</summary>
internal static class TerraformResource
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["aws_elasticache_replication_group"] = ResourceReader.Group,
        ["aws_elasticache_cluster"] = ResourceReader.Cluster,
        ["aws_elasticache_serverless_cache"] = ResourceReader.Serverless,
        ["aws_elasticache_parameter_group"] = ResourceReader.Parameters,
        ["aws_cloudwatch_metric_alarm"] = ResourceReader.Alarm,
        ["aws_sns_topic"] = ResourceReader.Topic,
        ["aws_sns_topic_policy"] = ResourceReader.TopicPolicy,
        ["aws_cloudwatch_event_rule"] = ResourceReader.EventRule,
    };

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["parameter_group_name"] = "CacheParameterGroupName",
        ["maintenance_window"] = "PreferredMaintenanceWindow",
        ["number_cache_clusters"] = "NumCacheClusters",
        ["availability_zones"] = "PreferredCacheClusterAZs",
        ["metric_query"] = "Metrics",
        ["metric"] = "MetricStat",
    };

    public static bool IsKnown(string type) => Types.ContainsKey(type);

    /// <param name="deployment">The deployment to add to.</param>
    /// <param name="type">The type of the provider.</param>
    /// <param name="address">The address of the resource.</param>
    /// <param name="values">Its attributes.</param>
    /// <param name="place">The place of the resource.</param>
    public static void Add(Deployment deployment, string type, string address, DocumentNode values, SourcePlace place)
    {
        if (!Types.TryGetValue(type, out var target))
        {
            return;
        }

        // A topic is referred to by its ARN, a group by its id.
        var term = "${" + address + (target == ResourceReader.Topic ? ".arn" : ".id") + "}";
        var properties = target == ResourceReader.Parameters ? values : Renamed(values, 0);
        ResourceReader.Add(deployment, target, address, term, properties, place, Dialect.Terraform);
    }

    private static DocumentNode Renamed(DocumentNode values, int depth)
    {
        var members = new List<KeyValuePair<string, DocumentNode>>();
        foreach (var member in values.Members)
        {
            // Dimensions and tags have names of their own. A block of the provider's first versions is a list of one.
            var value = member.Key is "dimensions" or "tags" or "tags_all" ? member.Value : Inner(member.Value, depth);
            if (member.Key == "cluster_mode" && value.Kind == DocumentKind.Sequence)
            {
                members.AddRange(value.Items.SelectMany(static item => item.Members));
            }
            else if (member.Key == "metric" && value is { Kind: DocumentKind.Sequence, Items.Count: > 0 })
            {
                members.Add(new("MetricStat", value.Items[0]));
            }
            else if (value is not { Kind: DocumentKind.Sequence, Items.Count: 0 } || member.Key is "user_group_ids")
            {
                members.Add(new(Name(member.Key), value));
            }
        }

        return DocumentNode.Mapping(members, values.Place);
    }

    private static DocumentNode Inner(DocumentNode value, int depth) => depth > 20 ? value : value.Kind switch
    {
        DocumentKind.Mapping => Renamed(value, depth + 1),
        DocumentKind.Sequence => DocumentNode.Sequence([.. value.Items.Select(item => Inner(item, depth + 1))], value.Place),
        _ => value,
    };

    private static string Name(string name)
    {
        if (Names.TryGetValue(name, out var known))
        {
            return known;
        }

        var text = new StringBuilder(name.Length);
        var isStart = true;
        foreach (var character in name)
        {
            if (character != '_')
            {
                text.Append(isStart ? char.ToUpperInvariant(character) : character);
            }

            isStart = character == '_';
        }

        return text.ToString();
    }
}
