using System.Globalization;
using System.Text.RegularExpressions;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Metrics;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Prometheus;

/// <summary>Reads alerts of a Prometheus rule file whose expressions use the CloudWatch exporter's ElastiCache series.</summary>
internal static class AlertReader
{
    private static readonly Regex Series = new(
        """(?<absent>absent(?:_over_time)?\s*\(\s*)?(?<name>aws_elasticache_[a-z0-9_]+)\s*(?:\{(?<labels>[^}]*)\})?""", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));

    private static readonly Regex Label =
        new("cache_cluster_id\\s*(?<operator>=~|=)\\s*\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));

    private static readonly Regex Comparison = new("""(?<operator>>=|<=|>|<)\s*(?<value>-?[0-9.]+(?:e[0-9]+)?)\s*$""", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));

    /// <summary>The document is a rule file.</summary>
    public static bool Accepts(DocumentNode document) =>
        document["groups"] is { Kind: DocumentKind.Sequence } groups && groups.Items.Any(static group => group["rules"] is not null);

    public static Deployment Read(DocumentNode document)
    {
        var deployment = new Deployment();
        foreach (var rule in document["groups"]?.Items.SelectMany(static group => group["rules"]?.Items ?? []) ?? [])
        {
            if (rule["alert"] is { IsScalar: true } name && rule["expr"] is { IsScalar: true } expression
                && expression.Text.Length < 20_000)
            {
                deployment.Alarms.AddRange(Alarms(name.Text, expression, rule.Place));
            }
        }

        return deployment;
    }

    private static IEnumerable<MetricAlarm> Alarms(string name, DocumentNode expression, SourcePlace place)
    {
        var matches = Series.Matches(expression.Text).Cast<Match>().ToList();
        if (matches.Count == 0)
        {
            yield break;
        }

        var comparison = Comparison.Match(expression.Text.Trim());
        foreach (var match in matches)
        {
            // An alert on absence watches the node, not a value.
            if (match.Groups["absent"].Success || ExporterNames.Parse(match.Groups["name"].Value) is not var (metric, statistic))
            {
                continue;
            }

            foreach (var node in Nodes(match.Groups["labels"].Value))
            {
                var dimensions = node is null ? null
                    : new Dictionary<string,
                        Setting<string>>(StringComparer.Ordinal)
                    { ["CacheClusterId"] = Setting<string>.Of(node, expression.Place) };
                yield return new MetricAlarm
                {
                    Place = place,
                    Dialect = Dialect.Server,
                    Name = name,
                    Queries =
                    [
                        new MetricQuery
                        {
                            Namespace = Setting<string>.Of(MetricCatalogue.Namespace, expression.Place),
                            Metric = Setting<string>.Of(metric, expression.Place),
                            Dimensions = dimensions,
                            Statistic = Setting<string>.Of(statistic, expression.Place),
                        },
                    ],
                    Threshold = comparison.Success && matches.Count == 1
                        && double.TryParse(comparison.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture,
                            out var threshold)
                        ? Setting<double>.Of(threshold, expression.Place) : Setting<double>.Unknown,
                    Comparison = comparison.Success && matches.Count == 1
                        ? Setting<string>.Of(
                            comparison.Groups["operator"].Value switch
                            {
                                ">" => "GreaterThanThreshold",
                                ">=" => "GreaterThanOrEqualToThreshold",
                                "<" => "LessThanThreshold",
                                _ => "LessThanOrEqualToThreshold",
                            },
                            expression.Place)
                        : Setting<string>.Unknown,
                };
            }
        }
    }

    // Null is any node: no label, or a pattern that is more than a list.
    private static string?[] Nodes(string labels)
    {
        var match = Label.Match(labels);
        if (!match.Success)
        {
            return [null];
        }

        var value = match.Groups["value"].Value;
        return match.Groups["operator"].Value == "=" ? [value]
            : value.All(static character => char.IsLetterOrDigit(character) || character is '-' or '|') ? value.Split('|')
            : [null];
    }
}
