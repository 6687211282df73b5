using System.Diagnostics;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class MonitorCostTests
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);

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
        var watch = Stopwatch.StartNew();
        var before = await Task.WhenAll(servers.Select(CommandsAsync));
        await Task.Delay(Watched, Ending);
        var after = await Task.WhenAll(servers.Select(CommandsAsync));
        for (var i = 0; i < servers.Count; i++)
        {
            // A look that began within the time may be counted at both ends, and the layout of a cluster is read every five seconds.
            Assert.InRange(after[i] - before[i], 1, (watch.Elapsed.TotalSeconds * 10) + 2);
        }
    }

    /// <summary>How many commands the server was sent, but for those of replication and of this test.</summary>
    private static async Task<long> CommandsAsync(RedisServer server)
    {
        string[] others = ["replconf", "ping", "psync", "config|get"];
        var stats = (string)(await server.ExecuteAsync("INFO", "commandstats"))!;
        return stats.Split('\n')
            .Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal) && !others.Contains(line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)]))
            .Sum(line => long.Parse(line.Split("calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
