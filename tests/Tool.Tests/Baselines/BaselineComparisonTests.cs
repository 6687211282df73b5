using RedisSafety.Tool.Baselines;
using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Tests.Baselines;

public sealed class BaselineComparisonTests
{
    private static readonly DateOnly Today = new(2026, 11, 28);

    [Fact]
    public void More_findings_of_one_key_than_the_baseline_counts_are_new()
    {
        var compared = Compare(
            Baseline(("RSF2001", 2)), Results.Finding(line: 10), Results.Finding(line: 20), Results.Finding(line: 30));

        Assert.Equal(
            [BaselineState.Unchanged, BaselineState.Unchanged, BaselineState.New], compared.Findings.Select(finding => finding.State));
        Assert.Empty(compared.Stale);
        Assert.Equal(1, compared.ExitCode);
    }

    [Fact]
    public void Fewer_findings_than_the_baseline_counts_make_it_stale()
    {
        var compared = Compare(Baseline(("RSF2001", 3)), Results.Finding());

        var entry = Assert.Single(compared.Stale);
        Assert.Equal((3, 1), (entry.Expected, entry.Found));
        Assert.Equal(1, compared.ExitCode);
        Assert.Equal(0, (compared with { AllowsStale = true }).ExitCode);
    }

    [Fact]
    public void Pruning_lowers_counts_and_never_adds_a_finding()
    {
        var result = Results.Scan(Results.Finding(), Results.Finding(rule: "RSF1001"));

        var pruned = Comparison(Baseline(("RSF2001", 3), ("RSF3001", 1)), result).Pruned(result);

        var left = Assert.Single(pruned.Findings, entry => entry.Value > 0);
        Assert.Equal(("RSF2001", 1), (left.Key.Rule, left.Value));
    }

    [Fact]
    public void Suppressed_findings_neither_count_nor_enter_the_baseline()
    {
        var result = Results.Scan(Results.Finding() with { Suppression = "Pragma Directive" });

        Assert.Equal(0, Comparison(BaselineFile.Empty, result).Apply(result).ExitCode);
        Assert.Empty(Comparison(BaselineFile.Empty, result).Updated(result).Findings);
    }

    [Theory]
    [InlineData("2026-11-28", BaselineState.Accepted)]
    [InlineData("2026-11-27", BaselineState.New)]
    [InlineData(null, BaselineState.Accepted)]
    public void An_accepted_entry_counts_up_to_its_last_day(string? expires, object state)
    {
        var entry = new AcceptedEntry(
            "RSF2001", "Shop", null, null, "The page may be old.", expires is null ? null : DateOnly.Parse(expires, null));
        var compared = Compare(BaselineFile.Empty with { Accepted = [entry] }, Results.Finding());

        var finding = Assert.Single(compared.Findings);
        Assert.Equal(state, finding.State);
        Assert.Contains("The page may be old.", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_accepted_entry_without_findings_is_stale_and_pruned()
    {
        var baseline = BaselineFile.Empty with { Accepted = [new AcceptedEntry("RSF2001", "Shop", "M:Gone", null, "Old.", null)] };
        var result = Results.Scan(Results.Finding(rule: "RSF1001"));

        Assert.True(Assert.Single(Comparison(baseline, result).Apply(result).Stale).Accepted);
        Assert.Empty(Comparison(baseline, result).Pruned(result).Accepted);
    }

    [Theory]
    [InlineData(ProjectStatus.Checked, 1)]
    [InlineData(ProjectStatus.WithoutRedis, 1)]
    [InlineData(ProjectStatus.LeftOut, 0)] // Nobody looked.
    [InlineData(ProjectStatus.NotChecked, 0)] // It does not build today.
    public void Entries_are_stale_only_in_projects_that_were_looked_at(object status, int stale)
    {
        var result = Results.Scan() with { Projects = [Results.Project("Shop", (ProjectStatus)status)] };

        Assert.Equal(stale, Comparison(Baseline(("RSF2001", 1)), result).Apply(result).Stale.Count);
    }

    [Fact]
    public void Entries_of_other_rules_than_those_asked_for_stay()
    {
        var result = Results.Scan(Results.Finding(rule: "RSF1001"));
        var comparison = new BaselineComparison(
            Baseline(("RSF2001", 1)), new BaselineScope(result, ["RSF1001"], isWhole: true, () => []), Today);

        Assert.Empty(comparison.Apply(result).Stale);
        Assert.Equal(["RSF1001", "RSF2001"], comparison.Updated(result).Findings.Keys.Select(key => key.Rule).Order());
    }

    [Fact]
    public void Entries_of_a_project_of_another_solution_are_not_stale()
    {
        var result = Results.Scan() with { Projects = [Results.Project("Api", ProjectStatus.Checked)] };

        Assert.Empty(Comparison(Baseline(("RSF2001", 1)), result, "Shop").Apply(result).Stale);
        Assert.Single(Comparison(Baseline(("RSF2001", 1)), result).Apply(result).Stale);
    }

    private static ScanResult Compare(BaselineFile baseline, params Finding[] findings)
    {
        var result = Results.Scan(findings);
        return Comparison(baseline, result).Apply(result);
    }

    private static BaselineComparison Comparison(BaselineFile baseline, ScanResult result, params string[] projectFiles) =>
        new(baseline, new BaselineScope(result, [], isWhole: true, () => projectFiles), Today);

    private static BaselineFile Baseline(params (string Rule, int Count)[] entries) => BaselineFile.Empty with
    {
        Findings = entries.ToDictionary(entry => Results.Finding(rule: entry.Rule).Key, entry => entry.Count),
    };
}
