using System.Diagnostics;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class MonitorCostTests
{
    private const int Questions = 30;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_idle_deployment_is_asked_ten_times_a_second_a_node()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();

        await AssertIdleAsync(lab.Deployment.Servers);
    }

    [Fact]
    public async Task An_idle_cluster_is_asked_ten_times_a_second_a_node()
    {
        await using var lab = await ClusterDeployment.StartAsync(shards: 1);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await LinkedLab.MeasuredAsync(router, 1);

        await AssertIdleAsync(lab.Servers);
    }

    private static async Task AssertIdleAsync(IReadOnlyList<RedisServer> servers)
    {
        await Task.WhenAll(servers.Select(async server =>
        {
            // What came before has asked for haste.
            await AskedAsync(server, 5);
            var watch = Stopwatch.StartNew();
            var asked = await AskedAsync(server, Questions);

            // One that began before the first count may be within it, and the layout of a cluster is read every five seconds.
            Assert.InRange(asked, Questions, (watch.Elapsed.TotalSeconds * 10) + 2);
        }));
    }

    /// <summary>Waits until a server has been sent so many commands more.</summary>
    private static async Task<long> AskedAsync(RedisServer server, int times)
    {
        var before = await CommandsAsync(server);
        var (asked, own) = (0L, 0);
        await Until.TrueAsync("it has been asked", async () => (asked = await CommandsAsync(server) - before - ++own) >= times);
        return asked;
    }

    /// <summary>How many commands the server was sent, but for those of replication and of the lab; this one is counted the next time.</summary>
    private static async Task<long> CommandsAsync(RedisServer server)
    {
        string[] others = ["replconf", "ping", "psync", "config|get"];
        var stats = (string)(await server.ExecuteAsync("INFO", "commandstats"))!;
        return stats.Split('\n')
            .Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal) && !others.Contains(line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)]))
            .Sum(line => long.Parse(line.Split("calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
