using System.Globalization;
using RedisSafety.Provisioning.Prometheus;

namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>Writes Prometheus rules on the metrics of the CloudWatch exporter.</summary>
internal static class PrometheusAlarms
{
    public static string Render(AlarmSet set)
    {
        var nodes = string.Join("|", set.Nodes);
        var lines = new Lines()
            .Add("# For the CloudWatch exporter of the Prometheus project, with the statistics and periods below.")
            .Add("groups:")
            .Add($"  - name: {set.Request.Id}-elasticache")
            .Add("    rules:");
        foreach (var alarm in set.Definitions)
        {
            var series = ExporterNames.Series(alarm.Metric, alarm.Statistic);
            var minutes = (alarm.Period * alarm.Datapoints / 60).ToString(CultureInfo.InvariantCulture);
            lines.Add($"      # {alarm.Source}; period {alarm.Period} s")
                .Add($"      - alert: {AlertName(alarm)}")
                .Add($"        expr: '{series}{{cache_cluster_id=~\"{nodes}\"}} {(alarm.Comparison == "LessThanThreshold" ? "<" : ">")} {AlarmSet.Text(alarm.Threshold)}'")
                .Add($"        for: {minutes}m")
                .Add("        labels:")
                .Add("          severity: warning")
                .Add("        annotations:")
                .Add("          summary: '{{ $labels.cache_cluster_id }}: " + alarm.Description.Replace("'", "''") + "'");
            if (alarm.MissingData == "breaching")
            {
                // A comparison has no result if there is no data.
                foreach (var node in set.Nodes)
                {
                    lines.Add("      - alert: RedisNodeSilent")
                        .Add($"        expr: 'absent({series}{{cache_cluster_id=\"{node}\"}})'")
                        .Add("        for: 10m")
                        .Add("        labels:")
                        .Add("          severity: critical")
                        .Add("        annotations:")
                        .Add($"          summary: '{node} emits no metrics'");
                }
            }
        }

        return lines.ToString();
    }

    private static string AlertName(AlarmDefinition alarm) =>
        "Redis" + string.Concat(alarm.Slug.Split('-').Select(static part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
}
