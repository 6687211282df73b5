namespace RedisSafety.Tool.Drills;

/// <summary>A figure beside its limit.</summary>
/// <param name="Name">The name of the figure.</param>
/// <param name="Limit">The limit, for people.</param>
/// <param name="Value">The figure, for people.</param>
/// <param name="Verdict">If it holds.</param>
internal sealed record ThresholdCheck(string Name, string Limit, string Value, Verdict Verdict);
