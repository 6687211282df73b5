using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Resources;

/// <summary>Reads an alarm on one metric or with metric math.</summary>
internal static class AlarmReader
{
    public static MetricAlarm Read(DocumentNode properties, string name, SourcePlace place, Dialect dialect)
    {
        var bag = new PropertyBag(properties, true);
        var given = bag.Text("AlarmName");
        var (queries, expressions) = Metrics(bag);
        return new MetricAlarm
        {
            Place = place,
            Dialect = dialect,
            Name = given.Term is { Length: > 0 } text ? text : name,
            Queries = queries,
            Expressions = expressions,
            Threshold = bag.Number("Threshold"),
            Comparison = bag.Text("ComparisonOperator"),
            EvaluationPeriods = bag.Integer("EvaluationPeriods", null),
            DatapointsToAlarm = bag.Integer("DatapointsToAlarm", null),
            MissingData = bag.Text("TreatMissingData", "missing"),
        };
    }

    private static (List<MetricQuery> Queries, List<string> Expressions) Metrics(PropertyBag bag)
    {
        var queries = new List<MetricQuery>();
        var expressions = new List<string>();
        if (bag["Metrics"] is { } metrics)
        {
            foreach (var item in metrics.Items)
            {
                if (item["Expression"] is { Kind: not DocumentKind.Null } expression)
                {
                    expressions.Add(expression.Text);
                }

                if (item["MetricStat"] is { Kind: DocumentKind.Mapping } stat)
                {
                    // CloudFormation nests the metric in the statistic, Terraform does not.
                    var own = new PropertyBag(stat, true);
                    queries.Add(Query(new PropertyBag(stat["Metric"] is { Kind: DocumentKind.Mapping } inner ? inner : stat, true),
                        own.Text("Stat"), own.Integer("Period", null)));
                }
            }

            // Metrics that cannot be read may be any.
            if (metrics.Kind != DocumentKind.Sequence || queries.Count + expressions.Count < metrics.Items.Count)
            {
                queries.Add(new MetricQuery());
            }
        }
        else if (bag["MetricName"] is not null || bag["Namespace"] is not null)
        {
            var statistic = bag.Text("Statistic");
            queries.Add(Query(bag, statistic.Term is null ? bag.Text("ExtendedStatistic") : statistic, bag.Integer("Period", null)));
        }
        else if (!bag.IsAbsent("MetricName"))
        {
            queries.Add(new MetricQuery());
        }

        return (queries, expressions);
    }

    private static MetricQuery Query(PropertyBag bag, Setting<string> statistic, Setting<int> period) => new()
    {
        Namespace = bag.Text("Namespace"),
        Metric = bag.Text("MetricName"),
        Dimensions = Dimensions(bag),
        Statistic = statistic,
        Period = period,
    };

    private static Dictionary<string, Setting<string>>? Dimensions(PropertyBag bag)
    {
        var values = new Dictionary<string, Setting<string>>(StringComparer.Ordinal);
        var node = bag["Dimensions"] ?? bag["DimensionsMap"];
        switch (node?.Kind)
        {
            case null:
                return bag.IsAbsent("Dimensions") ? values : null;
            case DocumentKind.Mapping:
                foreach (var member in node.Members)
                {
                    values[member.Key] = PropertyBag.AsText(member.Value);
                }

                return values;
            case DocumentKind.Sequence:
                foreach (var item in node.Items)
                {
                    if (item["Name"] is not { IsScalar: true } name || item["Value"] is not { } value)
                    {
                        return null;
                    }

                    values[name.Text] = PropertyBag.AsText(value);
                }

                return values;
            default:
                return null;
        }
    }
}
