using System.Text.Json;

namespace RedisSafety.Tool.Tests.Scans;

public sealed class MixedSolutionTests(MixedSolution solution) : IClassFixture<MixedSolution>
{
    [Fact]
    public void Nothing_in_the_folder_changes() => Assert.Empty(solution.Changed);

    [Fact]
    public void Findings_have_the_severity_of_the_user_and_are_reported_once_for_all_frameworks()
    {
        Assert.True(solution.Scan.Findings.Any(), solution.Scan.Text);
        Assert.Equal(
            [
                "RSF2001 new src/Carts/CartStore.cs:10",
                "RSF2002 new src/Carts/CartStore.cs:13",
                "RSF2001 new src/Carts/CartStore.cs:19",
                "RSF2001 suppressed src/Carts/CartStore.cs:27",
                "RSF1001 new src/Web/Program.cs:4",
            ],
            solution.Scan.Findings);
        Assert.Equal(
            ["warning net8.0 net10.0", "error net8.0 net10.0", "warning net10.0", "warning net8.0 net10.0", "error net10.0"],
            solution.Scan.Elements("findings").Select(finding =>
                $"{finding.GetProperty("severity")} {string.Join(' ', finding.GetProperty("frameworks").EnumerateArray().Reverse())}"));
    }

    [Fact]
    public void A_finding_is_named_by_its_member_and_its_call()
    {
        var finding = solution.Scan.Elements("findings").First();

        Assert.Equal("Shop.Carts", finding.GetProperty("project").GetString());
        Assert.Equal("M:Shop.Carts.CartStore.Save(System.Int64,System.String)", finding.GetProperty("member").GetString());
        Assert.Equal("StringGet $\"cart:{id}\"", finding.GetProperty("subject").GetString());
        Assert.Equal(9, finding.GetProperty("related")[0].GetProperty("startLine").GetInt32());
    }

    [Fact]
    public void A_scan_that_could_not_check_everything_ends_with_2_and_names_the_projects()
    {
        Assert.True(solution.Scan.ExitCode == 2, solution.Scan.Text);
        Assert.Equal(
            ["Broken notChecked", "Shop.Carts checked", "Gone notChecked", "Needy notChecked", "Plain withoutRedis", "Web checked"],
            solution.Scan.Projects);
        var reasons = solution.Scan.Elements("projects").ToDictionary(
            project => project.GetProperty("name").GetString()!,
            project => string.Join('\n', project.GetProperty("reasons").EnumerateArray()));
        Assert.Contains("CS0246", reasons["Broken"], StringComparison.Ordinal);
        Assert.Contains("does not build", reasons["Needy"], StringComparison.Ordinal);
        Assert.Contains("does not exist", reasons["Gone"], StringComparison.Ordinal);
        Assert.Contains("not checked: src/Broken/Broken.csproj", solution.Scan.Run.Output, StringComparison.Ordinal);
        Assert.Contains("3 NOT CHECKED", solution.Scan.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sarif_has_relative_addresses_fingerprints_and_suppressions()
    {
        using var sarif = JsonDocument.Parse(File.ReadAllText(solution.Sarif));
        var run = sarif.RootElement.GetProperty("runs")[0];
        var results = run.GetProperty("results").EnumerateArray().ToList();

        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
        Assert.False(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal(3, run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").GetArrayLength());
        Assert.Equal(5, results.Count);
        Assert.All(results, result =>
        {
            var place = result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");
            Assert.StartsWith("src/", place.GetProperty("uri").GetString(), StringComparison.Ordinal);
            var rule = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()];
            Assert.Equal(result.GetProperty("ruleId").GetString(), rule.GetProperty("id").GetString());
            Assert.StartsWith("https://", rule.GetProperty("helpUri").GetString(), StringComparison.Ordinal);
        });
        Assert.Equal(
            5, results.Select(result => result.GetProperty("partialFingerprints").GetProperty("redisSafety/v1").ToString()).Distinct().Count());
        Assert.Equal(
            "inSource",
            results.Select(result => result.TryGetProperty("suppressions", out var all) ? all[0].GetProperty("kind").GetString() : null)
                .Single(kind => kind is not null));
    }
}
