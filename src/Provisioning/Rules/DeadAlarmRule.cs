using RedisSafety.Provisioning.Metrics;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4008: the alarm's metric exists, and its threshold can be crossed.</summary>
internal static class DeadAlarmRule
{
    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment) =>
        deployment.Alarms.SelectMany(alarm => alarm.Queries.Select(query => CheckQuery(alarm, query, deployment))
            .OfType<ProvisioningFinding>());

    private static ProvisioningFinding? CheckQuery(MetricAlarm alarm, MetricQuery query, Deployment deployment)
    {
        if (!query.Namespace.IsKnown || !AlarmTarget.Same(query.Namespace.Value, MetricCatalogue.Namespace))
        {
            return null;
        }

        if (query.Namespace.Value != MetricCatalogue.Namespace)
        {
            return Dead(
                alarm, query.Namespace.Place, $"names the namespace '{query.Namespace.Value}'; names in CloudWatch are case-sensitive",
                Report.Set(alarm, "Namespace", MetricCatalogue.Namespace));
        }

        return OfName(alarm, query) ?? OfNode(alarm, query, deployment) ?? OfServerless(alarm, query, deployment)
            ?? OfThreshold(alarm, query);
    }

    private static ProvisioningFinding? OfName(MetricAlarm alarm, MetricQuery query) =>
        query.Metric.IsKnown && MetricCatalogue.Corrected(query.Metric.Value) is { } corrected
            ? Dead(
                alarm, query.Metric.Place, $"names the metric '{query.Metric.Value}', which ElastiCache does not emit",
                Report.Set(alarm, "MetricName", corrected))
            : null;

    private static ProvisioningFinding? OfNode(MetricAlarm alarm, MetricQuery query, Deployment deployment)
    {
        if (AlarmTarget.NodeOf(query) is not { } node)
        {
            return null;
        }

        if (deployment.ServerlessCaches.FirstOrDefault(cache => cache.Id.IsSameAs(node)) is { } serverless)
        {
            return Dead(
                alarm, node.Place, $"reads the serverless cache '{serverless.Name}' by CacheClusterId; serverless metrics have the dimension clusterId",
                "rename the dimension to clusterId");
        }

        var group = AlarmTarget.GroupOf(node, deployment);
        if (group is null)
        {
            return deployment.NodesAreComplete && node.IsKnown && deployment.ServerlessCaches.Count == 0
                ? Dead(alarm, node.Place, $"reads the node '{node.Value}', which does not exist",
                    "the CacheClusterId of a node that exists")
                : null;
        }

        var nodes = group.NodeIds;
        if (!group.IsStandalone && group.Id.IsSameAs(node) && !nodes.Contains(node.Term!, StringComparer.OrdinalIgnoreCase))
        {
            return Dead(
                alarm, node.Place, $"reads '{node.Term}', which is the id of the group; metrics are per node",
                nodes.Count > 0 ? $"an alarm for each of {string.Join(", ", nodes)}" : $"an alarm for each node, such as {node.Term}-001");
        }

        if (nodes.Count > 0 && IsComparable(node, group) && !nodes.Contains(node.Term!, StringComparer.OrdinalIgnoreCase))
        {
            return Dead(
                alarm, node.Place, $"reads the node '{node.Term}', which '{group.Name}' does not have",
                $"CacheClusterId {string.Join(" or ", nodes)}");
        }

        if (query.Dimensions!.TryGetValue(AlarmTarget.NodeNumber, out var number) && number is { IsKnown: true, Value: not "0001" })
        {
            return Dead(
                alarm, number.Place, $"has CacheNodeId '{number.Value}'; the only cache node of a Redis or Valkey node is 0001",
                    "CacheNodeId 0001");
        }

        if (query.Metric.Is("ReplicationLag") && group.ReplicasPerShard.Is(0))
        {
            return Dead(
                alarm, query.Metric.Place, $"reads ReplicationLag, which only replicas emit, and '{group.Name}' has none",
                    "add a replica, or remove the alarm");
        }

        return query.Metric.IsKnown && !MetricCatalogue.IsOfNode(query.Metric.Value)
            && (MetricCatalogue.IsOfMemcachedOnly(query.Metric.Value) || MetricCatalogue.IsOfServerless(query.Metric.Value))
            ? Dead(
                alarm, query.Metric.Place,
                $"reads {query.Metric.Value}, which only {(MetricCatalogue.IsOfMemcachedOnly(query.Metric.Value) ? "Memcached" : "a serverless cache")} emits",
                "another metric")
            : null;
    }

    private static ProvisioningFinding? OfServerless(MetricAlarm alarm, MetricQuery query, Deployment deployment)
    {
        if (query.Dimensions is not { } dimensions || !dimensions.TryGetValue(AlarmTarget.Serverless, out var cache))
        {
            return null;
        }

        if (deployment.Groups.FirstOrDefault(group => cache.Term is { Length: > 0 } term
            && (group.Id.IsSameAs(cache) || group.NodeIds.Contains(term, StringComparer.OrdinalIgnoreCase))) is { } group)
        {
            return Dead(
                alarm, cache.Place, $"reads '{group.Name}' by clusterId, which only serverless caches have",
                    "rename the dimension to CacheClusterId");
        }

        return query.Metric.IsKnown && MetricCatalogue.IsOfNode(query.Metric.Value) && !MetricCatalogue.IsOfServerless(query.Metric.Value)
            ? Dead(alarm, query.Metric.Place, $"reads {query.Metric.Value}, which a serverless cache does not emit", "another metric")
            : null;
    }

    private static ProvisioningFinding? OfThreshold(MetricAlarm alarm, MetricQuery query)
    {
        var isOne = alarm.Queries.Count == 1 && alarm.Expressions.Count == 0;
        if (!isOne || !alarm.Threshold.IsKnown || !alarm.Comparison.IsKnown || !query.Metric.IsKnown
            || !MetricCatalogue.IsPercentage(query.Metric.Value) || query.Statistic.Is("Sum") || query.Statistic.Is("SampleCount"))
        {
            return null;
        }

        var threshold = alarm.Threshold.Value;
        var never = alarm.Comparison.Value switch
        {
            "GreaterThanThreshold" => threshold >= 100,
            "GreaterThanOrEqualToThreshold" => threshold > 100,
            "LessThanThreshold" => threshold <= 0,
            "LessThanOrEqualToThreshold" => threshold < 0,
            _ => false,
        };
        return never
            ? Dead(alarm, alarm.Threshold.Place, "has a threshold that a percentage never crosses", Report.Set(alarm, "Threshold", "90"))
            : null;
    }

    // A term is compared with the terms of the group's nodes only if it is built on the group's own.
    private static bool IsComparable(Setting<string> node, ReplicationGroup group) =>
        (node.IsKnown && (group.Id.IsKnown || group.Nodes.Count > 0))
        || (group.Id.Term is { } id && node.Term!.StartsWith(id + "-", StringComparison.OrdinalIgnoreCase)
            && node.Term.IndexOf('$', id.Length) < 0);

    private static ProvisioningFinding Dead(MetricAlarm alarm, SourcePlace? place, string fault, string change)
    {
        var effect = alarm.MissingData.IsKnown && AlarmTarget.Same(alarm.MissingData.Value, "breaching")
            ? "it matches no data, which counts as breaching, so it is always in alarm"
            : alarm.MissingData.IsKnown && AlarmTarget.Same(alarm.MissingData.Value, "notBreaching")
                ? "it matches no data, which counts as healthy, so it is silent for ever"
                : "it can never fire";
        return Report.Of(ProvisioningRules.DeadAlarm, alarm, place, $"Alarm '{alarm.Name}' {fault}: {effect}", change);
    }
}
