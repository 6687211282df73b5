using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using RedisSafety.Analyzers.Baselines;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests.Baselines;

public sealed class BaselineTests
{
    private const string Source = """
        public sealed class CartStore
        {
            public RedisValue Save(IDatabase database, long id)
            {
                database.StringSet($"cart:{id}", 1);
                return database.StringGet($"cart:{id}", CommandFlags.PreferReplica);
            }

            public RedisValue Other(IDatabase database, long id)
            {
                database.StringSet($"cart:{id}", 1);
                return database.StringGet($"cart:{id}", CommandFlags.PreferReplica);
            }

            public void Refused(IDatabase database) => database.StringSet("a", 1, flags: CommandFlags.DemandReplica);
        }
        """;

    private const string Save = "M:CartStore.Save(StackExchange.Redis.IDatabase,System.Int64)";
    private const string Refused = "M:CartStore.Refused(StackExchange.Redis.IDatabase)";
    private const string Subject = "StringGet $\\\"cart:{id}\\\"";

    [Fact]
    public async Task Without_a_baseline_everything_is_reported() =>
        Assert.Equal(["RSF2001 6", "RSF2001 12", "RSF2002 15"], await ReportsAsync(null));

    [Fact]
    public async Task Findings_of_the_baseline_are_hidden()
    {
        var baseline = $$"""
            {
              "$schema": "https://example.org", // The tool allows comments.
              "version": 1,
              "findings": [
                { "rule": "RSF2001", "project": "Snippet", "member": "{{Save}}", "subject": "{{Subject}}", "count": 1 },
                { "rule": "RSF2002", "project": "Snippet", "member": "{{Refused}}", "subject": "StringSet \"a\"", "count": 1 },
              ]
            }
            """;

        Assert.Equal(["RSF2001 12"], await ReportsAsync(baseline));
    }

    [Theory]
    [InlineData("RSF2001", "Other", Save, Subject)] // Another project.
    [InlineData("RSF2001", "Snippet", "M:CartStore.Save(System.Int64)", Subject)] // Another member.
    [InlineData("RSF2001", "Snippet", Save, "StringGet \\\"cart\\\"")] // Another key.
    [InlineData("RSF2004", "Snippet", Save, Subject)] // Another rule.
    public async Task Other_findings_are_not_hidden(string rule, string project, string member, string subject) => Assert.Equal(
        ["RSF2001 6", "RSF2001 12", "RSF2002 15"],
        await ReportsAsync($$"""
            {
              "findings": [
                { "rule": "{{rule}}", "project": "{{project}}", "member": "{{member}}", "subject": "{{subject}}", "count": 1 }
              ]
            }
            """));

    [Theory]
    [InlineData("""{ "accepted": [ { "rule": "RSF2001", "reason": "r" } ] }""", new[] { "RSF2002 15" })]
    [InlineData("""{ "accepted": [ { "rule": "RSF2002", "project": "Snippet", "reason": "r" } ] }""", new[] { "RSF2001 6", "RSF2001 12" })]
    public async Task Accepted_entries_hide_all_that_they_match(string baseline, string[] reported) =>
        Assert.Equal(reported, await ReportsAsync(baseline));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "accepted": [ { "rule": "RSF2001", "reason": "r" } """)]
    [InlineData("""{ "accepted": [ { "rule": "RSF2001" }, { "reason": "r" } ] }""")]
    [InlineData("""{ "accepted": [ { "rule": "RSF2001", "reason": "\u12""")]
    [InlineData("""{ "findings": [ { "rule": "RSF2001", "count": 99999999999999999999 } ] }""")]
    public async Task A_file_that_cannot_be_read_hides_nothing(string baseline) =>
        Assert.Equal(["RSF2001 6", "RSF2001 12", "RSF2002 15"], await ReportsAsync(baseline));

    [Fact]
    public async Task A_file_of_another_name_is_no_baseline() => Assert.Equal(
        ["RSF2001 6", "RSF2001 12", "RSF2002 15"],
        await ReportsAsync("""{ "accepted": [ { "rule": "RSF2001", "reason": "r" } ] }""", "other.json"));

    /// <summary>
    /// A group of calls is reported at the first one. The baseline names the group, so that another first call is no new finding.
    /// </summary>
    [Theory]
    [InlineData("project", "", "")]
    [InlineData("type", "T:CartStore", "")]
    [InlineData("member", "M:CartStore.B(StackExchange.Redis.IDatabase)", "")]
    [InlineData("call", "M:CartStore.B(StackExchange.Redis.IDatabase)", "StringSetAsync \\\"c\\\"")]
    public async Task A_group_of_calls_is_named_by_what_it_groups(string report, string member, string subject)
    {
        var baseline = $$"""
            { "findings": [ { "rule": "RSF1002", "project": "Snippet", "member": "{{member}}", "subject": "{{subject}}", "count": 1 } ] }
            """;
        string[] sources = ["", """await database.StringSetAsync("b", 1);"""];
        foreach (var before in sources)
        {
            var source = $$"""
                public sealed class CartStore
                {
                    public async Task B(IDatabase database) { {{before}} await database.StringSetAsync("c", 1); }
                }
                """;
            var settings = new EditorConfig([("redis_safety.RSF1002.report", report)]);

            var all = await ReportsAsync(null, source, settings);
            var shown = await ReportsAsync(baseline, source, settings);

            Assert.NotEmpty(all);
            Assert.Equal(report == "call" && before is not "" ? ["RSF1002 3"] : [], shown);
        }
    }

    private static Task<IEnumerable<string>> ReportsAsync(string? baseline, string name = "redis-safety.baseline.json") =>
        ReportsAsync(baseline, Source, new EditorConfig([]), name);

    private static async Task<IEnumerable<string>> ReportsAsync(
        string? baseline, string source, EditorConfig settings, string name = "redis-safety.baseline.json")
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            new ReadAfterWriteAnalyzer(), new WriteToReplicaAnalyzer(), new BaselineSuppressor(),
            .. source == Source ? ImmutableArray<DiagnosticAnalyzer>.Empty : [new RawCallAnalyzer()],
        ];
        ImmutableArray<AdditionalText> files = baseline is null ? [] : [new File("/shop/" + name, baseline)];
        var reported = await Snippet.Compile(source).WithAnalyzers(analyzers, new AnalyzerOptions(files, settings))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return reported.Where(diagnostic => !diagnostic.IsSuppressed)
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic => $"{diagnostic.Id} {diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1}");
    }

    private sealed class File(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
