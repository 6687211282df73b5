namespace RedisSafety.Tool.Drills;

/// <summary>A scenario beside its earlier runs on the same target.</summary>
/// <param name="Scenario">The name of the scenario.</param>
/// <param name="Runs">The earlier runs.</param>
/// <param name="MedianRtoMs">The median of their times without a write, in milliseconds.</param>
/// <param name="RtoMs">The time of this run; <see langword="null"/> if it had no end.</param>
/// <param name="IsRegression">True if this run is worse by more than half of the median and by more than 50 ms.</param>
/// <param name="EarlierRtoMs">The times of earlier runs, the oldest first; at most 30.</param>
internal sealed record TrendRow(
    string Scenario, int Runs, double MedianRtoMs, double? RtoMs, bool IsRegression, IReadOnlyList<double> EarlierRtoMs);
