using System.Text.Json;
using System.Xml.Linq;

namespace RedisSafety.Tool.Tests.Check;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-check-").FullName;

    public static TheoryData<string, string, int> Samples => new()
    {
        { "--cloudformation", "right.template.yaml", 0 },
        { "--terraform", "right.plan.json", 0 },
        { "--describe", "right.describe.json", 0 },
        { "--cloudformation", "bare.template.json", 1 },
        { "--terraform", "one-zone.tf", 1 },
        { "--script", "guide.sh", 1 },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Ends_as_a_scan_does(string option, string sample, int exitCode)
    {
        var run = await Tool.RunAsync("check", option, Sample(sample));

        Assert.True(run.ExitCode == exitCode, run.Output + run.Error);
        Assert.Contains("1 file checked", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check", "--terraform", "no-such-file")]
    [InlineData("check", "--ignore", "RSF9999", "--script", "x")]
    [InlineData("check", "--cloudformation", "right.plan.json")]
    [InlineData("alarms")]
    [InlineData("alarms", "--group", "not an id")]
    [InlineData("alarms", "--group", "shop", "--out", "morse")]
    [InlineData("alarms", "--group", "shop", "--shards", "2", "--cluster-mode", "disabled")]
    public async Task What_cannot_be_checked_ends_with_2(params string[] arguments)
    {
        var run = await Tool.RunAsync([.. arguments.Select(argument => argument.EndsWith(".plan.json", StringComparison.Ordinal) ? Sample(argument) : argument)]);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task Malformed_input_is_named_by_its_place()
    {
        var file = Path.Combine(_folder, "broken.template.json");
        await File.WriteAllTextAsync(file, "{\n  \"Resources\": {\n    oops\n", TestContext.Current.CancellationToken);

        var run = await Tool.RunAsync("check", "--cloudformation", file);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("broken.template.json(3,5)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_every_report()
    {
        var run = await Tool.RunAsync(
            "check", "--cloudformation", Sample("bare.template.json"), "--ignore", "RSF4010",
            "--sarif", Out("a.sarif"), "--junit", Out("a.xml"), "--markdown", Out("a.md"), "--json", Out("a.json"));

        Assert.Equal(1, run.ExitCode);
        using var sarif = JsonDocument.Parse(File.ReadAllText(Out("a.sarif")));
        var ids = sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(one => one.GetProperty("ruleId").GetString());
        Assert.Equal(["RSF4001", "RSF4003", "RSF4004", "RSF4005", "RSF4006", "RSF4007"], ids.Order(StringComparer.Ordinal));
        Assert.Equal(6, XDocument.Load(Out("a.xml")).Descendants("failure").Count());
        Assert.Contains("RSF4001", File.ReadAllText(Out("a.md")), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(Out("a.json")));
    }

    [Fact]
    public async Task The_guide_s_alarm_is_found_by_the_group_on_the_command_line()
    {
        var script = Path.Combine(_folder, "alarms.sh");
        await File.WriteAllTextAsync(
            script,
            """
            aws cloudwatch put-metric-alarm --alarm-name lag --namespace AWS/ElastiCache --metric-name ReplicationLag \
              --dimensions Name=CacheClusterId,Value=shop --statistic Average --period 60 --evaluation-periods 5 --threshold 1 \
              --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching
            """,
            TestContext.Current.CancellationToken);

        var run = await Tool.RunAsync("alarms", "--check", script, "--group", "shop", "--shards", "1", "--replicas", "2");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error RSF4008", run.Output, StringComparison.Ordinal);
        Assert.Contains("silent for ever", run.Output, StringComparison.Ordinal);
        Assert.Contains("shop-001, shop-002, shop-003", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cloudformation", "alarms.template.yaml")]
    [InlineData("terraform", "alarms.tf")]
    [InlineData("cdk-csharp", "Alarms.cs")]
    [InlineData("aws-cli", "alarms.sh")]
    [InlineData("prometheus", "rules.yml")]
    public async Task What_alarms_writes_passes_its_own_check(string format, string file)
    {
        var written = await Tool.RunAsync("alarms", "--group", "shop", "--shards", "1", "--replicas", "2", "--out", format);
        Assert.Equal(0, written.ExitCode);
        await File.WriteAllTextAsync(Out(file), written.Output, TestContext.Current.CancellationToken);

        var run = await Tool.RunAsync("alarms", "--check", Out(file), "--group", "shop", "--shards", "1", "--replicas", "2");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("0 findings", run.Output, StringComparison.Ordinal);
    }

    private static string Sample(string name) => Path.Combine(Tool.RepositoryRoot, "tests", "Provisioning.Tests", "Samples", name);

    private string Out(string name) => Path.Combine(_folder, name);
}
