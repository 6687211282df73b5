using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using RedisSafety.Tool.Tests.Reports;

namespace RedisSafety.Tool.Tests.Drills;

/// <summary>Whole drills on real servers. Limits are far above what they take, so that a slow machine does not matter.</summary>
public sealed class DrillRunTests : IDisposable
{
    private static readonly string[] Short = ["--warm-up", "200ms", "--rate", "200", "--observe", "25s", "--seed", "11"];

    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-drill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Local_drill_passes_and_writes_every_report()
    {
        var (html, json, junit, markdown, history) = (In("d.html"), In("d.json"), In("d.xml"), In("d.md"), In("d.jsonl"));
        var run = await Tool.RunAsync(
            [
                "drill", "--local", "planned-swap,kill,moved-name", "--max-rto", "25s", "--max-failed", "1000", "--html", html,
                "--json", json, "--junit", junit, "--markdown", markdown, "--history", history, .. Short,
            ]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var text = await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken);
        Schemas.AssertValid("drill.schema.json", text);
        var scenarios = JsonNode.Parse(text)!["scenarios"]!.AsArray();
        Assert.All(scenarios, static scenario => Assert.Equal(1, (int)scenario!["failovers"]!));
        Assert.All(scenarios, static scenario => Assert.True((bool)scenario!["systems"]![0]!["client"]!["recovered"]!));
        Assert.NotNull(scenarios[2]!["endpoint"]);
        Assert.NotNull(scenarios[1]!["withoutRedundancyMs"]);
        Assert.Equal(3, XDocument.Load(junit).Root!.Elements("testsuite").Count());
        Assert.Equal(3, (await File.ReadAllLinesAsync(history, TestContext.Current.CancellationToken)).Length);
        Assert.Contains("polyline", await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("seed 11", await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drill_of_an_elasticache_group_runs_the_aws_cli()
    {
        await using var servers = await ReplicatedDeployment.StartAsync();
        var (former, next) = (servers.Primary, servers.Replicas.First());
        var aws = Aws(former, "failover", tests: 3);

        var run = await Tool.RunAsync(
            [
                "drill", "--redis", servers.Configuration, "--elasticache", "shop", "--aws", aws, "--region", "eu-west-1",
                "--max-rto", "25s", "--server-limit", "30s", .. Short,
            ]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.True(await next.IsPrimaryAsync());
        var calls = await File.ReadAllLinesAsync(In("calls"), TestContext.Current.CancellationToken);
        Assert.Contains("elasticache test-failover --replication-group-id shop --node-group-id 0001 --region eu-west-1", calls);
        Assert.Empty((string[])(await next.ExecuteAsync("KEYS", "{redis-safety-drill*"))!);
    }

    [Theory]
    [InlineData("failover", 15, "The quota of failover tests is used up")]
    [InlineData("no-failover", 0, "Automatic failover of the group 'shop' is not enabled")]
    [InlineData("no-replica", 0, "has no replica")]
    [InlineData("modifying", 0, "is 'modifying'")]
    [InlineData("error", 0, "AccessDenied")]
    [InlineData("no-json", 0, "wrote no JSON")]
    public async Task Group_that_must_not_fail_over_is_left_alone(string group, int tests, string reason)
    {
        await using var servers = await ReplicatedDeployment.StartAsync();

        var run = await Tool.RunAsync(
            ["drill", "--redis", servers.Configuration, "--elasticache", "shop", "--aws", Aws(servers.Primary, group, tests), .. Short]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Output + run.Error, StringComparison.Ordinal);
        Assert.True(await servers.Primary.IsPrimaryAsync());
        var calls = await File.ReadAllTextAsync(In("calls"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("test-failover", calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shard_of_a_cluster_hands_over_by_its_own_command()
    {
        await using var cluster = await ClusterDeployment.StartAsync();

        var run = await Tool.RunAsync(["drill", "--redis", cluster.Servers[0].Endpoint, "--shard", "2", "--max-rto", "25s", .. Short]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("got CLUSTER FAILOVER", run.Error, StringComparison.Ordinal);
        Assert.False(await cluster.Servers[1].IsPrimaryAsync());
    }

    [Fact]
    public async Task Sentinels_hand_over_by_their_own_command()
    {
        await using var watched = await SentinelDeployment.StartAsync();
        var former = watched.Nodes.Primary;

        var run = await Tool.RunAsync(["drill", "--redis", watched.Configuration, "--max-rto", "25s", .. Short]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("got SENTINEL FAILOVER shop", run.Error, StringComparison.Ordinal);
        Assert.False(await former.IsPrimaryAsync());
    }

    [Fact]
    public async Task Trigger_without_effect_is_inconclusive()
    {
        await using var servers = await ReplicatedDeployment.StartAsync();

        var run = await Tool.RunAsync(
            ["drill", "--redis", servers.Configuration, "--trigger", "true", "--server-limit", "500ms", .. Short]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("No failover happened", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trigger_that_fails_is_inconclusive()
    {
        await using var servers = await ReplicatedDeployment.StartAsync();

        var run = await Tool.RunAsync(["drill", "--redis", servers.Configuration, "--trigger", "echo why >&2; exit 3", .. Short]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ended with 3: why", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_without_a_replica_is_refused()
    {
        await using var server = await RedisServer.StartAsync();

        var run = await Tool.RunAsync(["drill", "--redis", server.Endpoint, .. Short]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has no replica", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, (int)await server.ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task Dry_run_shows_the_nodes_and_changes_nothing()
    {
        await using var servers = await ReplicatedDeployment.StartAsync();

        var run = await Tool.RunAsync("drill", "--redis", servers.Configuration, "--dry-run");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains($"primary   {servers.Primary.Endpoint}", run.Output, StringComparison.Ordinal);
        Assert.Contains("FAILOVER is sent", run.Output, StringComparison.Ordinal);
        Assert.True(await servers.Primary.IsPrimaryAsync());
        Assert.Equal(0, (int)await servers.Primary.ExecuteAsync("DBSIZE"));
    }

    private string In(string name) => Path.Combine(_folder, name);

    /// <summary>A program in the place of the AWS CLI, which fails the local servers over.</summary>
    private string Aws(RedisServer primary, string group, int tests)
    {
        var members = group == "no-replica" ? "[{}]" : "[{},{}]";
        var failover = group == "no-failover" ? "disabled" : "enabled";
        var status = group == "modifying" ? "modifying" : "available";
        var events = string.Join(',', Enumerable.Repeat("""{"Message":"Test Failover API called for node group 0001"}""", tests));
        var described = group switch
        {
            "error" => "echo 'AccessDenied' >&2; exit 254",
            "no-json" => "echo oops",
            _ => "echo '{\"ReplicationGroups\":[{\"Status\":\"" + status + "\",\"AutomaticFailover\":\"" + failover
                + "\",\"NodeGroups\":[{\"NodeGroupId\":\"0001\",\"NodeGroupMembers\":" + members + "}]}]}'",
        };
        var file = In("aws");
        File.WriteAllLines(file,
        [
            "#!/bin/sh",
            $"echo \"$*\" >> '{In("calls")}'",
            "case \"$2\" in",
            $"describe-replication-groups) {described} ;;",
            "describe-events) echo '{\"Events\":[" + events + "]}' ;;",
            string.Create(CultureInfo.InvariantCulture, $"test-failover) redis-cli -p {primary.Port} FAILOVER > /dev/null; echo '{{}}' ;;"),
            "*) exit 1 ;;",
            "esac",
        ]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return file;
    }
}
