using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>Relates the metrics of alarms to the nodes of a deployment.</summary>
internal static class AlarmTarget
{
    public const string Node = "CacheClusterId";
    public const string NodeNumber = "CacheNodeId";
    public const string Serverless = "clusterId";

    /// <summary>The term of the node that a metric is read from; null if it is unknown or not by node.</summary>
    public static Setting<string>? NodeOf(MetricQuery query) =>
        query.Dimensions is { } dimensions && dimensions.TryGetValue(Node, out var node) && node.Term is { Length: > 0 } ? node : null;

    /// <summary>The group whose node it is, or whose id is in its place. A longer id wins: <c>shop</c> and <c>shop-eu</c> both start
    /// <c>shop-eu-001</c>.</summary>
    public static ReplicationGroup? GroupOf(Setting<string> node, Deployment deployment)
    {
        var term = node.Term!;
        return deployment.Groups
            .Where(group => group.Id.Term is { Length: > 0 } id
                && (Same(id, term) || term.StartsWith(id + "-", StringComparison.OrdinalIgnoreCase)
                || group.NodeIds.Contains(term, StringComparer.OrdinalIgnoreCase)))
            .OrderByDescending(static group => group.Id.Term!.Length)

            // A command that changes a group names it, and not its nodes.
            .ThenBy(static group => group.NodeIds.Count == 0)
            .FirstOrDefault()
            ?? deployment.Groups.FirstOrDefault(group => group.NodeIds.Contains(term, StringComparer.OrdinalIgnoreCase));
    }

    public static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
