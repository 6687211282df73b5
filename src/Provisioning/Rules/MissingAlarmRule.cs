using RedisSafety.Provisioning.Metrics;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4010: alarms on engine CPU, memory, replication lag, evictions and connections. Failover events are RSF4007's.</summary>
internal static class MissingAlarmRule
{
    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment)
    {
        if (!deployment.AlarmsAreComplete)
        {
            yield break;
        }

        foreach (var group in deployment.Groups.Where(static group => !group.IsModification))
        {
            var missing = AlarmKind.All
                .Where(kind => !(kind.NeedsReplicas
                    && (group.IsStandalone || group.ReplicasPerShard.Is(0) || !group.ReplicasPerShard.IsKnown)))
                .Where(kind => !deployment.Alarms.Any(alarm => MayServe(alarm, kind, group, deployment)))
                .Select(static kind => kind.Name)
                .ToList();
            if (missing.Count > 0)
            {
                yield return Report.Of(
                    ProvisioningRules.MissingAlarms, group, null,
                    $"No alarm watches {Joined(missing)} of '{group.Name}' in what was read: its trouble is first seen by customers",
                    "redis-safety alarms generates them");
            }
        }
    }

    // A broken alarm is RSF4008's, and an alarm on something unknown may be on this.
    private static bool MayServe(MetricAlarm alarm, AlarmKind kind, ReplicationGroup group, Deployment deployment) =>
        alarm.Expressions.Any(kind.IsIn)
        || alarm.Queries.Any(query => MayBe(query.Namespace, MetricCatalogue.Namespace)
            && (!query.Metric.IsKnown || kind.Metrics.Contains(query.Metric.Value, StringComparer.OrdinalIgnoreCase))
            && (query.Dimensions is null || AlarmTarget.NodeOf(query) is not { } node
                || AlarmTarget.GroupOf(node, deployment) is not { } other
                || ReferenceEquals(other, group) || other.Id.IsSameAs(group.Id))
            && !(query.Dimensions?.ContainsKey(AlarmTarget.Serverless) ?? false));

    private static bool MayBe(Setting<string> setting, string value) => !setting.IsKnown || AlarmTarget.Same(setting.Value, value);

    private static string Joined(List<string> names) =>
        names.Count == 1 ? names[0] : string.Join(", ", names.Take(names.Count - 1)) + " or " + names[names.Count - 1];
}
