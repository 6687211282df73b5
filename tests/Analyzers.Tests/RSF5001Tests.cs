using System.Text.RegularExpressions;
using RedisSafety.Analyzers.Options;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed partial class RSF5001Tests
{
    [Theory]
    [InlineData("redis_safety.RSF1002.report", "calls", "'redis_safety.RSF1002.report' is 'calls', and its values are project, type, member, call, none")]
    [InlineData("redis_safety.RSF1002.report", "true", "'redis_safety.RSF1002.report' is 'true'")]
    [InlineData("redis_safety.test_projects", "yes", "'redis_safety.test_projects' is 'yes', and its values are report, ignore")]
    [InlineData("redis_safety.non_production_projects", "yes", "'redis_safety.non_production_projects' is 'yes', and its values are report, ignore")]
    [InlineData("redis_safety.RSF1002.reports", "call", "no rule reads 'redis_safety.RSF1002.reports'")]
    [InlineData("redis_safety.", "call", "no rule reads 'redis_safety.'")]
    public async Task A_wrong_option_is_reported_once_for_all_files(string name, string value, string message)
    {
        var reported = Assert.Single(await ReportsAsync(name, value));

        Assert.Contains(message, reported, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis_safety.RSF1002.report", "type")]
    [InlineData("redis_safety.RSF1002.report", "project")]
    [InlineData("redis_safety.non_production_projects", "report")]
    [InlineData("redis_safety.RSF1002.report", "CALL")] // Case does not matter to the rules.
    [InlineData("redis_safety.RSF1002.report", " none ")] // Neither does space.
    [InlineData("redis_safety.RSF1002.report", "")] // An empty value is how an outer folder's value is taken back.
    [InlineData("redis_safety.test_projects", "report")]
    [InlineData("redis_safety.test_projects", "ignore")]
    [InlineData("redis_safety_test_projects", "yes")] // Another tool's option.
    [InlineData("dotnet_diagnostic.RSF1002.severity", "loud")] // The compiler reads severities itself.
    [InlineData("indent_size", "four")]
    public async Task Right_and_foreign_options_are_quiet(string name, string value) => Assert.Empty(await ReportsAsync(name, value));

    [Fact]
    public async Task A_project_without_Redis_is_quiet()
    {
        var reported = await Snippet.DiagnosticsAsync(
            new OptionAnalyzer(), Snippet.Compile("class C { }", withRedis: false), ("redis_safety.RSF1002.report", "calls"));

        Assert.Empty(reported);
    }

    /// <summary>An option that a rule reads and this list lacks would be reported as unknown to those who set it.</summary>
    [Fact]
    public void Every_option_in_the_sources_and_pages_is_known()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "RedisSafety.sln")))
        {
            folder = folder.Parent;
        }

        var used = Directory.EnumerateFiles(Path.Combine(folder.FullName, "src", "Analyzers"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(folder.FullName, "docs", "rules"), "*.md"))
            .SelectMany(file => Option().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Distinct();

        Assert.Empty(used.Except(KnownOptions.All.Select(option => option.Name)));
    }

    private static async Task<IEnumerable<string>> ReportsAsync(string name, string value) =>
        (await Snippet.DiagnosticsAsync(new OptionAnalyzer(), Snippet.Compile("class C { }"), (name, value)))
        .Select(diagnostic => diagnostic.GetMessage(null));

    [GeneratedRegex(@"redis_safety\.[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*")]
    private static partial Regex Option();
}
