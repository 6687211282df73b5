using System.Globalization;
using RedisSafety.Provisioning.Metrics;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4009: the alarm sees bursts, every node, and silence.</summary>
internal static class BlindAlarmRule
{
    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment) =>
        deployment.Alarms.SelectMany(CheckAlarm).Concat(deployment.Groups.SelectMany(group => CheckCoverage(group, deployment)));

    private static IEnumerable<ProvisioningFinding> CheckAlarm(MetricAlarm alarm)
    {
        foreach (var query in alarm.Queries.Where(IsOfElastiCache))
        {
            var metric = query.Metric.Value;

            // A node emits one data point a minute: only a longer period has something to average.
            if (MetricCatalogue.IsBurst(metric) && query.Statistic.Is("Average") && query.Period is { IsKnown: true, Value: > 60 } period)
            {
                var statistic = metric is "Evictions" or "NewConnections" or "AuthenticationFailures" or "ThrottledCmds" ? "Sum"
                    : "Maximum";
                yield return Report.Of(
                    ProvisioningRules.BlindAlarm, alarm, query.Statistic.Place,
                    $"Alarm '{alarm.Name}' averages {metric} over {period.Value.ToString(CultureInfo.InvariantCulture)} s: a burst of a minute disappears in it",
                    Report.Set(alarm, "Statistic", statistic) + ", or a period of 60 s");
            }
        }

        if (alarm.Queries.Count == 1 && alarm.Expressions.Count == 0 && IsOfElastiCache(alarm.Queries[0])
            && MetricCatalogue.IsHeartbeat(alarm.Queries[0].Metric.Value)
            && alarm.MissingData.IsKnown && AlarmTarget.Same(alarm.MissingData.Value, "notBreaching"))
        {
            yield return Report.Of(
                ProvisioningRules.BlindAlarm, alarm, alarm.MissingData.Place,
                $"Alarm '{alarm.Name}' treats missing data as healthy: a node that is lost emits nothing, and the alarm is OK",
                Report.Set(alarm, "TreatMissingData", "breaching"));
        }
    }

    // Roles move at a failover, so an alarm on some nodes goes blind with one. An alarm whose nodes are unknown may watch the others.
    private static IEnumerable<ProvisioningFinding> CheckCoverage(ReplicationGroup group, Deployment deployment)
    {
        var nodes = group.NodeIds;
        if (nodes.Count < 2 || nodes.Count > 500)
        {
            yield break;
        }

        foreach (var kind in AlarmKind.All)
        {
            var watching = deployment.Alarms
                .Select(alarm => (Alarm: alarm, Node: alarm.Queries.Where(IsOfElastiCache)
                    .Where(query => kind.Metrics.Contains(query.Metric.Value))
                    .Select(static query => (Query: query, Node: AlarmTarget.NodeOf(query))).ToList()))
                .Where(static pair => pair.Node.Count > 0)
                .ToList();
            if (watching.Any(static pair => pair.Node.Any(static target => target.Node is null))
                || deployment.Alarms.Any(alarm => alarm.Expressions.Any(kind.IsIn)))
            {
                continue;
            }

            var own = watching.SelectMany(pair => pair.Node.Select(target => (pair.Alarm, Target: target.Node!.Value)))
                .Where(pair => nodes.Contains(pair.Target.Term!, StringComparer.OrdinalIgnoreCase)).ToList();

            // A node by an expression of another kind may be any of them.
            var unclear = watching.SelectMany(static pair => pair.Node).Any(target =>
                !target.Node!.Value.IsKnown && AlarmTarget.GroupOf(target.Node.Value, deployment) is null);
            var missing = nodes.Where(node => !own.Any(pair => AlarmTarget.Same(pair.Target.Term!, node))).ToList();
            if (own.Count == 0 || missing.Count == 0 || unclear)
            {
                continue;
            }

            var (alarm, place) = (own[0].Alarm, own[0].Target.Place);
            yield return Report.Of(
                ProvisioningRules.BlindAlarm, alarm, place,
                $"Alarms on {kind.Name} watch {(nodes.Count - missing.Count).ToString(CultureInfo.InvariantCulture)} of "
                    + $"{nodes.Count.ToString(CultureInfo.InvariantCulture)} nodes of '{group.Name}': roles move at a failover, and then they watch the wrong ones",
                $"alarms for {string.Join(", ", missing.Take(10))}");
        }
    }

    private static bool IsOfElastiCache(MetricQuery query) => query.Namespace.Is(MetricCatalogue.Namespace) && query.Metric.IsKnown;
}
