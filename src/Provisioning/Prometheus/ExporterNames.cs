using System.Text.RegularExpressions;
using RedisSafety.Provisioning.Metrics;

namespace RedisSafety.Provisioning.Prometheus;

/// <summary>The names under which the CloudWatch exporter of the Prometheus project publishes ElastiCache's metrics.</summary>
internal static class ExporterNames
{
    private const string Prefix = "aws_elasticache_";

    /// <summary>The series of a metric, such as <c>aws_elasticache_engine_cpuutilization_average</c>.</summary>
    public static string Series(string metric, string statistic) => $"{Prefix}{Snake(metric)}_{Snake(statistic)}";

    /// <summary>The metric and statistic of a series; null for another one.</summary>
    public static (string Metric, string Statistic)? Parse(string series)
    {
        var last = series.LastIndexOf('_');
        if (!series.StartsWith(Prefix, StringComparison.Ordinal) || last <= Prefix.Length)
        {
            return null;
        }

        var name = series.Substring(Prefix.Length, last - Prefix.Length);
        var statistic = series.Substring(last + 1);
        return (MetricCatalogue.All.FirstOrDefault(metric => Snake(metric) == name)
            ?? name, char.ToUpperInvariant(statistic[0]) + statistic.Substring(1));
    }

#pragma warning disable CA1308 // Prometheus names are lower case.
    private static string Snake(string name) => Regex.Replace(name, "([a-z0-9])([A-Z])", "$1_$2").ToLowerInvariant();
#pragma warning restore CA1308
}
