using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Reports;
using RedisSafety.Tool.Sources;

namespace RedisSafety.Tool.Tests.Reports;

public sealed class ReportTests
{
    /// <summary>Text that is markup in every format.</summary>
    private const string Nasty = "'<script>alert(1)</script>' & \"x\" | `y` [z](w) ]]> \u0001";

    private static ScanResult Mixed { get; } = Results.Scan(
        Results.Finding(message: Nasty, subject: Nasty, severity: Severity.Error),
        Results.Finding(line: 20) with { State = BaselineState.Unchanged },
        Results.Finding(rule: "RSF1001", line: 30) with { State = BaselineState.Accepted, Reason = "Old page." },
        Results.Finding(rule: "RSF1002", line: 40) with { Suppression = "Pragma Directive" },
        Results.Finding(rule: "RSF8888", line: 50, severity: Severity.Info)) with
    {
        Projects =
        [
            Results.Project("Broken", ProjectStatus.NotChecked, "error CS0246: " + Nasty),
            Results.Project("Plain", ProjectStatus.WithoutRedis),
            Results.Project("Shop", ProjectStatus.Checked),
        ],
        Stale = [new StaleEntry(Results.Finding(rule: "RSF3001").Key, 2, 1, Accepted: false)],
        Errors = ["error MSB1009: " + Nasty],
        Baseline = "redis-safety.baseline.json",
    };

    [Fact]
    public void Json_follows_its_schema()
    {
        Schemas.AssertValid("scan.schema.json", Write("--json", Mixed));
        Schemas.AssertValid("scan.schema.json", Write("--json", Results.Scan()));
    }

    [Fact]
    public void A_schema_refuses_a_report_that_is_not_one() => Assert.Throws<Xunit.Sdk.TrueException>(
        () => Schemas.AssertValid(
            "scan.schema.json", Write("--json", Mixed).Replace("\"exitCode\": 2", "\"exitCode\": 3", StringComparison.Ordinal)));

    [Fact]
    public void Sarif_has_the_state_against_the_baseline()
    {
        using var sarif = JsonDocument.Parse(Write("--sarif", Mixed));

        var results = sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().ToList();

        Assert.Equal(
            ["error new", "warning unchanged", "warning unchanged external", "warning unchanged inSource", "note new"],
            results.Select(result => $"{result.GetProperty("level")} {result.GetProperty("baselineState")}"
                + (result.TryGetProperty("suppressions", out var suppressions) ? $" {suppressions[0].GetProperty("kind")}" : "")));
    }

    [Fact]
    public void Sarif_without_a_baseline_has_no_state() =>
        Assert.DoesNotContain("baselineState", Write("--sarif", Mixed with { Baseline = null }), StringComparison.Ordinal);

    [Fact]
    public void Fingerprints_stay_when_code_moves_and_differ_for_a_second_finding()
    {
        Assert.Equal(Fingerprint.Of(Results.Finding(line: 10)), Fingerprint.Of(Results.Finding(line: 99, message: "In other words")));
        Assert.NotEqual(Fingerprint.Of(Results.Finding()), Fingerprint.Of(Results.Finding() with { Ordinal = 1 }));
        Assert.NotEqual(Fingerprint.Of(Results.Finding()), Fingerprint.Of(Results.Finding(subject: "StringGet \"other\"")));
    }

    [Fact]
    public void Junit_fails_with_new_findings_and_has_an_error_for_a_project_that_was_not_checked()
    {
        var suites = XDocument.Parse(Write("--junit", Mixed)).Root!.Elements("testsuite").ToList();

        string[] expected = ["Broken 1 0 1", "Shop 1", "redis-safety.baseline.json 1 1 0"];
        Assert.Equal(expected, suites.Select(suite => suite.Attribute("name")!.Value switch
        {
            "Shop" => $"Shop {suite.Descendants("failure").Count()}",
            var name => $"{name} {suite.Attribute("tests")!.Value} {suite.Attribute("failures")!.Value} {suite.Attribute("errors")!.Value}",
        }));
    }

    [Fact]
    public void Markdown_escapes_what_comes_from_code()
    {
        var markdown = Write("--markdown", Mixed);

        Assert.Contains("⚠️ Not everything was checked.", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", markdown.Replace("\\<script\\>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("`Shop/Cart.cs:10`", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("Shop/Cart.cs:20", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_of_many_findings_fits_a_comment()
    {
        var many = Enumerable.Range(2, 5_000).Select(line => Results.Finding(line: line, message: new string('x', 200))).ToArray();

        var markdown = Write("--markdown", Results.Scan(many));

        Assert.InRange(markdown.Length, 50_000, 65_536);
        Assert.Contains(" more\n", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Codequality_has_the_new_findings_only()
    {
        using var issues = JsonDocument.Parse(Write("--codequality", Mixed));

        Assert.Equal(
            ["critical Shop/Cart.cs 10", "info Shop/Cart.cs 50"],
            issues.RootElement.EnumerateArray().Select(issue =>
                $"{issue.GetProperty("severity")} {issue.GetProperty("location").GetProperty("path")}"
                + $" {issue.GetProperty("location").GetProperty("lines").GetProperty("begin")}"));
    }

    [Fact]
    public void Html_loads_nothing_and_escapes_what_comes_from_code()
    {
        var html = Write("--html", Mixed);

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.Equal(5, html.Split("<article ").Length - 1);
        Assert.Contains("Broken/Broken.csproj", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(1, false, 1)]
    [InlineData(0, true, 2)]
    [InlineData(1, true, 2)] // Findings do not hide that something was not checked.
    public void Not_checked_wins_over_findings(int findings, bool broken, int exitCode)
    {
        var result = Results.Scan([.. Enumerable.Repeat(Results.Finding(), findings)]);
        if (broken)
        {
            result = result with { Projects = [.. result.Projects, Results.Project("Broken", ProjectStatus.NotChecked)] };
        }

        Assert.Equal(exitCode, result.ExitCode);
    }

    private static string Write(string option, ScanResult result)
    {
        using var stream = new MemoryStream();
        ReportFiles.All.Single(report => report.Option == option).Write(result, new SourceFiles(), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
