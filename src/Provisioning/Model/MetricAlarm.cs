namespace RedisSafety.Provisioning.Model;

/// <summary>A CloudWatch alarm, or a Prometheus alert on a CloudWatch exporter's metrics.</summary>
internal sealed class MetricAlarm
{
    public required SourcePlace Place { get; init; }

    public required Dialect Dialect { get; init; }

    /// <summary>The name in messages.</summary>
    public required string Name { get; init; }

    /// <summary>The metrics that it reads. More than one with metric math.</summary>
    public IReadOnlyList<MetricQuery> Queries { get; init; } = [];

    /// <summary>Search expressions and queries in Metrics Insights, which choose metrics by themselves.</summary>
    public IReadOnlyList<string> Expressions { get; init; } = [];

    public Setting<double> Threshold { get; init; }

    /// <summary>CloudWatch's name of the comparison, such as <c>GreaterThanThreshold</c>.</summary>
    public Setting<string> Comparison { get; init; }

    public Setting<int> EvaluationPeriods { get; init; }

    public Setting<int> DatapointsToAlarm { get; init; }

    /// <summary><c>missing</c>, <c>notBreaching</c>, <c>breaching</c> or <c>ignore</c>.</summary>
    public Setting<string> MissingData { get; init; }
}
