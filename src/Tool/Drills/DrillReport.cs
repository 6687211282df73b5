using RedisSafety.Drills;

namespace RedisSafety.Tool.Drills;

/// <summary>A whole drill: its scenarios, its settings and its verdict.</summary>
internal sealed record DrillReport
{
    /// <summary>The version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The deployment, for people.</summary>
    public required string Target { get; init; }

    /// <summary>The load.</summary>
    public required DrillSettings Settings { get; init; }

    /// <summary>The scenarios.</summary>
    public required IReadOnlyList<ScenarioReport> Scenarios { get; init; }

    /// <summary>Earlier drills beside this one; empty without a history.</summary>
    public IReadOnlyList<TrendRow> Trend { get; init; } = [];

    /// <summary>The worst verdict of the scenarios.</summary>
    public Verdict Verdict => Scenarios.Count == 0 ? Verdict.Inconclusive : Scenarios.Max(static scenario => scenario.Verdict);

    /// <summary>0 for pass, 1 for fail, 2 for inconclusive.</summary>
    public int ExitCode => Verdict switch
    {
        Verdict.Pass => Tool.ExitCode.Clean,
        Verdict.Fail => Tool.ExitCode.Findings,
        _ => Tool.ExitCode.NotChecked,
    };

    /// <summary>The verdict in a word.</summary>
    public static string Text(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Fail => "fail",
        _ => "inconclusive",
    };
}
