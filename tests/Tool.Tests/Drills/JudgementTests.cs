using RedisSafety.Drills;
using RedisSafety.Tool.Drills;

namespace RedisSafety.Tool.Tests.Drills;

public sealed class JudgementTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-drill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("300ms", 300.0)]
    [InlineData("2s", 2000.0)]
    [InlineData("1.5m", 90_000.0)]
    [InlineData("0ms", 0.0)]
    [InlineData(" 1 s", null)]
    [InlineData("-1s", null)]
    [InlineData("2", null)]
    [InlineData("s", null)]
    [InlineData("1e9h", null)]
    [InlineData("99999999999999999h", null)]
    [InlineData("", null)]
    public void Time_is_read_with_its_unit(string text, double? ms) => Assert.Equal(ms, Durations.Parse(text)?.TotalMilliseconds);

    [Theory]
    [InlineData("max-rto", 120, "pass")]
    [InlineData("max-rto", 119, "fail")]
    [InlineData("max-added", 19, "fail")]
    [InlineData("max-added", 20, "pass")]
    [InlineData("max-server-rto", 99, "fail")]
    [InlineData("max-unprotected", 1000, "fail")]
    [InlineData("max-lost", 0, "pass")]
    [InlineData("max-failed", 0, "pass")]
    [InlineData("max-stale", 0, "pass")]
    public void Figure_within_its_limit_passes(string option, double limit, string verdict)
    {
        var report = ScenarioReport.Of(DrillSamples.Killed(), new Dictionary<string, double> { [option] = limit });

        Assert.Equal(verdict, DrillReport.Text(report.Verdict));
        Assert.Equal(2, report.Checks.Count);
    }

    [Fact]
    public void Client_that_does_not_recover_fails_without_any_limit()
    {
        var scenario = DrillSamples.Killed();
        scenario = scenario with { Systems = [scenario.Systems[1] with { Outage = new(0, 2000, false), AddedMs = null }] };

        var report = ScenarioReport.Of(scenario, new Dictionary<string, double> { ["max-added"] = 5000 });

        Assert.Equal([Verdict.Fail, Verdict.Fail], report.Checks.Select(static check => check.Verdict));
        Assert.Contains(report.Checks, static check => check.Value == "no end seen");
    }

    [Fact]
    public void Scenario_without_failover_is_inconclusive_and_judges_nothing()
    {
        var scenario = DrillSamples.Killed(5000) with { Inconclusive = ["No failover happened."] };

        var report = ScenarioReport.Of(scenario, new Dictionary<string, double> { ["max-rto"] = 1 });

        Assert.Equal(Verdict.Inconclusive, report.Verdict);
        Assert.Empty(report.Checks);
    }

    [Fact]
    public void Worst_verdict_decides_the_exit_code()
    {
        var passed = ScenarioReport.Of(DrillSamples.Killed(), new Dictionary<string, double>());
        var failed = ScenarioReport.Of(DrillSamples.Killed(), new Dictionary<string, double> { ["max-rto"] = 1 });
        var inconclusive = ScenarioReport.Of(new ScenarioResult { Name = "x", Description = "" }, new Dictionary<string, double>());

        Assert.Equal(0, Of(passed));
        Assert.Equal(2, Of(passed, inconclusive));
        Assert.Equal(1, Of(passed, inconclusive, failed));
        Assert.Equal(2, Of());

        static int Of(params ScenarioReport[] scenarios) => (DrillSamples.Report() with { Scenarios = scenarios }).ExitCode;
    }

    [Fact]
    public void Limits_are_read_from_a_file()
    {
        var limits = LimitFile.Read(Write("""{ "max-rto": "2s", "max-lost": 3, /* none */ "max-stale": "0", }"""));

        Assert.Equal((2000, 3, 0), (limits["max-rto"], limits["max-lost"], limits["max-stale"]));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{ "max-rot": "2s" }""")]
    [InlineData("""{ "max-rto": 2 }""")]
    [InlineData("""{ "max-lost": -1 }""")]
    [InlineData("""{ "max-lost": null }""")]
    public void File_without_limits_is_refused(string text) => Assert.Throws<ToolException>(() => LimitFile.Read(Write(text)));

    [Fact]
    public void History_compares_with_earlier_runs_of_the_same_scenario()
    {
        var file = Path.Combine(_folder, "sub", "history.jsonl");
        foreach (var outage in (double[])[110, 120, 130])
        {
            DrillHistory.Append(file, DrillSamples.Report(outageMs: outage));
        }

        DrillHistory.Append(file, DrillSamples.Report() with { Target = "another" });

        var usual = Assert.Single(DrillHistory.Compare(file, DrillSamples.Report(outageMs: 170)));
        Assert.Equal((3, 120, false), (usual.Runs, usual.MedianRtoMs, usual.IsRegression));
        Assert.True(Assert.Single(DrillHistory.Compare(file, DrillSamples.Report(outageMs: 250))).IsRegression);
        Assert.Empty(DrillHistory.Compare(Path.Combine(_folder, "none"), DrillSamples.Report()));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{ "rtoMs": "x" }""")]
    public void Broken_line_of_a_history_is_named(string line)
    {
        var exception = Assert.Throws<ToolException>(() => DrillHistory.Compare(Write("\n" + line), DrillSamples.Report()));

        Assert.Contains("Line 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runbook_is_filled_in_between_its_two_comments_and_nowhere_else()
    {
        var file = Write("# Ours\n" + DrillRunbook.Begin + "\nold figures\n" + DrillRunbook.End + "\nCall Ada.\n");

        DrillRunbook.Fill(file, DrillSamples.Report());
        DrillRunbook.Fill(file, DrillSamples.Report(outageMs: 130));

        var text = File.ReadAllText(file);
        Assert.StartsWith("# Ours\n" + DrillRunbook.Begin, text, StringComparison.Ordinal);
        Assert.EndsWith(DrillRunbook.End + "\nCall Ada.\n", text, StringComparison.Ordinal);
        Assert.Contains("### Failover drill", text, StringComparison.Ordinal);
        Assert.Contains("| RedisSafety | 130 ms |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("old figures", text, StringComparison.Ordinal);
        Assert.DoesNotContain("| RedisSafety | 120 ms |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Ours")]
    [InlineData(DrillRunbook.Begin)]
    [InlineData(DrillRunbook.End + DrillRunbook.Begin)]
    public void Runbook_without_a_place_for_figures_is_refused(string text) =>
        Assert.Throws<ToolException>(() => DrillRunbook.Check(Write(text)));

    [Fact]
    public void Template_of_the_runbook_can_be_filled_in() =>
        DrillRunbook.Check(Path.Combine(Tool.RepositoryRoot, "docs", "disaster-recovery.md"));

    private string Write(string text)
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, text);
        return file;
    }
}
