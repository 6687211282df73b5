using RedisSafety.Drills;

namespace RedisSafety.Tool.Drills;

/// <summary>A scenario with its verdict.</summary>
/// <param name="Result">What was measured.</param>
/// <param name="Checks">The figures that have a limit.</param>
internal sealed record ScenarioReport(ScenarioResult Result, IReadOnlyList<ThresholdCheck> Checks)
{
    /// <summary>The client that is judged.</summary>
    public SystemResult? Judged => Result.Systems.Count > 0 ? Result.Systems[0] : null;

    /// <summary>The verdict: a limit that is exceeded counts even if other figures are missing.</summary>
    public Verdict Verdict => Checks.Any(static check => check.Verdict == Verdict.Fail) ? Verdict.Fail
        : Result.Inconclusive.Count > 0 || Judged is null ? Verdict.Inconclusive
        : Verdict.Pass;

    /// <summary>Judges a scenario.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="limits">The limits by the names of their options.</param>
    public static ScenarioReport Of(ScenarioResult result, IReadOnlyDictionary<string, double> limits)
    {
        var checks = new List<ThresholdCheck>();
        if (result.Systems.Count > 0 && result.Inconclusive.Count == 0)
        {
            var judged = result.Systems[0];
            checks.Add(new ThresholdCheck(
                "recovers by itself", "yes", judged.Outage is { Recovered: true } ? "yes" : "no",
                judged.Outage is { Recovered: true } ? Verdict.Pass : Verdict.Fail));
            foreach (var threshold in Threshold.All)
            {
                if (limits.TryGetValue(threshold.Option, out var limit))
                {
                    var value = threshold.Measure(result, judged);
                    checks.Add(new ThresholdCheck(
                        threshold.Name, $"at most {threshold.Text(limit)}", threshold.Text(value),
                        value is { } known && known <= limit ? Verdict.Pass : Verdict.Fail));
                }
            }
        }

        return new(result, checks);
    }
}
