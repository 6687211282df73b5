namespace RedisSafety.Provisioning.Model;

/// <summary>A metric that an alarm reads.</summary>
internal sealed class MetricQuery
{
    public Setting<string> Namespace { get; init; }

    public Setting<string> Metric { get; init; }

    /// <summary>The values by the dimension's name, in its exact case. Null if they are not known.</summary>
    public IReadOnlyDictionary<string, Setting<string>>? Dimensions { get; init; }

    public Setting<string> Statistic { get; init; }

    /// <summary>Seconds.</summary>
    public Setting<int> Period { get; init; }
}
