using RedisSafety.Drills.Measures;

namespace RedisSafety.Drills;

/// <summary>One disturbance and what was measured.</summary>
internal sealed record ScenarioResult
{
    /// <summary>The name of the scenario.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence: what happens.</summary>
    public required string Description { get; init; }

    /// <summary>When the trigger was pulled.</summary>
    public DateTimeOffset TriggeredAt { get; init; }

    /// <summary>The reasons why nothing follows from it; empty if it was measured.</summary>
    public IReadOnlyList<string> Inconclusive { get; init; } = [];

    /// <summary>Events, in milliseconds since the trigger.</summary>
    public IReadOnlyList<DrillEvent> Events { get; init; } = [];

    /// <summary>The outage of the servers, measured by a prober of each node.</summary>
    public Outage? Server { get; init; }

    /// <summary>The outage of the name, measured by a prober of it; <see langword="null"/> without a name.</summary>
    public Outage? Endpoint { get; init; }

    /// <summary>The longest time between two writes of a prober apart from the outage, in milliseconds: less is noise.</summary>
    public double NoiseMs { get; init; }

    /// <summary>How often the primary changed.</summary>
    public int Failovers { get; init; }

    /// <summary>
    /// The time with fewer replicas in sync than before, in milliseconds; <see langword="null"/> if they did not come back.
    /// </summary>
    public double? WithoutRedundancyMs { get; init; }

    /// <summary>The clients; the first is judged.</summary>
    public IReadOnlyList<SystemResult> Systems { get; init; } = [];

    /// <summary>The begin of the timeline, in milliseconds since the trigger.</summary>
    public double TimelineFromMs { get; init; }

    /// <summary>The width of a slice of the timeline, in milliseconds.</summary>
    public double BucketMs { get; init; }
}
