using System.Globalization;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4001, RSF4002 and RSF4003: a failover that happens, has somewhere to go, and leaves a replica behind.</summary>
internal static class FailoverRules
{
    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment) =>
        deployment.Groups.SelectMany(CheckGroup).Concat(CheckServers(deployment.Servers));

    private static IEnumerable<ProvisioningFinding> CheckGroup(ReplicationGroup group)
    {
        if (group.IsStandalone)
        {
            return
            [
                Report.Of(
                    ProvisioningRules.Replicas, group, group.ReplicasPerShard.Place,
                    $"'{group.Name}' is a single node: when it is lost, Redis is down until a new node has started, and the data is gone",
                    "declare a replication group with two replicas"),
            ];
        }

        return new[] { Failover(group), Zones(group), Replicas(group) }.OfType<ProvisioningFinding>();
    }

    private static ProvisioningFinding? Failover(ReplicationGroup group)
    {
        if (!group.AutomaticFailover.Is(false))
        {
            return null;
        }

        var change = Report.Set(group, "AutomaticFailoverEnabled", "true");
        return group.MultiAz.Is(true)
            ? Report.Of(
                ProvisioningRules.AutomaticFailover, group, group.AutomaticFailover.Place ?? group.MultiAz.Place,
                $"'{group.Name}' has Multi-AZ without automatic failover: ElastiCache refuses this combination", change)
            : group.ReplicasPerShard is { IsKnown: true, Value: > 0 }
                ? Report.Of(
                    ProvisioningRules.AutomaticFailover, group, group.AutomaticFailover.Place,
                    $"'{group.Name}' has replicas and no automatic failover: when the primary is lost, writes fail until a person promotes a replica",
                    change)
                : null;
    }

    private static ProvisioningFinding? Zones(ReplicationGroup group)
    {
        if (group.ShardZones.IsKnown && group.ShardZones.Value is { Count: > 1 } zones
            && zones.All(zone => string.Equals(zone, zones[0], StringComparison.OrdinalIgnoreCase)))
        {
            return Report.Of(
                ProvisioningRules.Zones, group, group.ShardZones.Place,
                $"All nodes of '{group.Name}' are in {zones[0]}: an outage of that zone takes the primary and every replica",
                Report.Set(group, "PreferredCacheClusterAZs", "zones that differ"));
        }

        return group.MultiAz.Is(false) && group.AutomaticFailover.Is(true) && !group.ReplicasPerShard.Is(0)
            ? Report.Of(
                ProvisioningRules.Zones, group, group.MultiAz.Place,
                $"'{group.Name}' has automatic failover without Multi-AZ: its replicas may be in the primary's zone, and are lost with it",
                Report.Set(group, "MultiAZEnabled", "true"))
            : null;
    }

    private static ProvisioningFinding? Replicas(ReplicationGroup group)
    {
        if (!group.ReplicasPerShard.IsKnown || group.ReplicasPerShard.Value >= 2)
        {
            return null;
        }

        var inShards = group.Shards is { IsKnown: true, Value: > 1 } || group.Mode.Is(ClusterMode.Enabled);
        var change = inShards ? Report.Set(group, "ReplicasPerNodeGroup", "2") : Report.Set(group, "NumCacheClusters", "3");
        if (group.ReplicasPerShard.Value == 1)
        {
            return Report.Of(
                ProvisioningRules.Replicas, group, group.ReplicasPerShard.Place,
                $"'{group.Name}' has one replica per shard: after a failover none is left until the replacement is in sync",
                change, ProvisioningSeverity.Info);
        }

        return group.AutomaticFailover.Is(true)
            ? Report.Of(
                ProvisioningRules.Replicas, group, group.ReplicasPerShard.Place,
                $"'{group.Name}' has automatic failover and no replica: there is nothing to fail over to", change,
                    ProvisioningSeverity.Error)
            : Report.Of(
                ProvisioningRules.Replicas, group, group.ReplicasPerShard.Place,
                $"'{group.Name}' has no replica: when the primary is lost, Redis is down until a new node has started, and the data is gone", change);
    }

    private static IEnumerable<ProvisioningFinding> CheckServers(List<ServerNode> servers)
    {
        // A server that a check reached by one address of a name counts as one node each.
        var replicas = servers.Where(static server => server.IsPrimary.Is(false)).ToList();
        if (replicas.Count > 0 && replicas.All(static server => server.ReplicaPriority.Is(0)))
        {
            yield return Of(
                ProvisioningRules.AutomaticFailover, replicas[0],
                "Every replica has replica-priority 0: none is ever promoted, so a lost primary stays lost",
                    "CONFIG SET replica-priority 100");
        }

        foreach (var primary in servers.Where(static server =>
            server.IsPrimary.Is(true) && server.OnlineReplicas is { IsKnown: true, Value: < 2 }))
        {
            var count = primary.OnlineReplicas.Value;
            yield return Of(
                ProvisioningRules.Replicas, primary,
                count == 0
                    ? $"{primary.Endpoint} has no replica in sync: when it is lost, its data is gone"
                    : $"{primary.Endpoint} has {count.ToString(CultureInfo.InvariantCulture)} replica in sync: after a failover none is left",
                "add a replica", count == 0 ? ProvisioningSeverity.Warning : ProvisioningSeverity.Info);
        }
    }

    private static ProvisioningFinding Of(
        ProvisioningRule rule, ServerNode server, string message, string change, ProvisioningSeverity? severity = null) =>
        new(rule, severity ?? rule.Severity, server.Place, server.Endpoint, message, change);
}
