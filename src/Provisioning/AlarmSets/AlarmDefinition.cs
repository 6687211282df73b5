namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>An alarm that every node of a group gets.</summary>
internal sealed record AlarmDefinition
{
    /// <summary>The end of the alarm's name, such as <c>engine-cpu</c>.</summary>
    public required string Slug { get; init; }

    public required string Metric { get; init; }

    /// <summary>The metric is the host's, and has the dimension <c>CacheNodeId</c> as well.</summary>
    public bool WithNodeNumber { get; init; }

    public required string Statistic { get; init; }

    /// <summary>Seconds.</summary>
    public required int Period { get; init; }

    public required int Periods { get; init; }

    public required int Datapoints { get; init; }

    public required double Threshold { get; init; }

    public string Comparison { get; init; } = "GreaterThanThreshold";

    public required string MissingData { get; init; }

    /// <summary>The effect of the condition, for the alarm's description.</summary>
    public required string Description { get; init; }

    /// <summary>The source of threshold, statistic and periods.</summary>
    public required string Source { get; init; }
}
