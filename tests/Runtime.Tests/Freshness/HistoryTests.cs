using System.Security.Cryptography;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>Read-your-writes and monotonic reads by many sessions over several routers or processes, while something happens to the servers.</summary>
public sealed class HistoryTests
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task Slow_links_are_never_seen(int delay)
    {
        await using var lab = await LinkedLab.StartAsync(TimeSpan.FromMilliseconds(delay), replicas: 2);
        lab.Links[1].Delay = TimeSpan.FromMilliseconds(delay / 2);
        await using var histories = await StartProcessesAsync(lab, 2);

        await histories.GoOnAsync(2_000);

        await histories.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Links_that_stand_still_are_never_seen()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var histories = await StartAsync(lab);
        for (var i = 0; i < 6; i++)
        {
            lab.Links[i % 2].Pause();
            await histories.GoOnAsync();
            lab.Links[i % 2].Resume();
            await histories.GoOnAsync();
        }

        await histories.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Links_that_stand_still_for_ten_seconds_are_never_seen()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var histories = await StartAsync(lab);
        Array.ForEach(lab.Links, static link => link.Pause());
        var before = histories.ReadCount;
        foreach (var replica in lab.Deployment.Replicas)
        {
            await Until.TrueAsync(
                "a replica has heard nothing for ten seconds",
                async () => await FieldAsync(replica, "replication", "master_last_io_seconds_ago") >= 10,
                TimeSpan.FromSeconds(30));
        }

        Assert.InRange(histories.ReadCount, before + 1_000, long.MaxValue);
        Array.ForEach(lab.Links, static link => link.Resume());
        await histories.GoOnAsync(2_000);

        await histories.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Links_that_are_cut_and_continued_are_never_seen()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var histories = await StartAsync(lab);
        for (var i = 0; i < 4; i++)
        {
            lab.Links[i % 2].Cut();
            await histories.GoOnAsync();
            lab.Links[i % 2].Restore();
            await Until.TrueAsync("the replica is linked again", lab.Deployment.Servers[(i % 2) + 1].IsLinkedAsync);
            await histories.GoOnAsync();
        }

        Assert.NotEqual(0, await StatisticAsync(lab, "sync_partial_ok"));
        await histories.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Full_synchronisations_are_never_seen()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await lab.Deployment.Primary.ExecuteAsync("CONFIG", "SET", "repl-backlog-size", "16384");
        await using var histories = await StartAsync(lab);
        var primary = await lab.Deployment.Primary.ConnectAsync();
        var before = await StatisticAsync(lab, "sync_full");

        // What a replica has not yet taken over can keep the backlog longer than its size, and a cut then ends in a partial one.
        for (var i = 0; await StatisticAsync(lab, "sync_full") < before + 4; i++)
        {
            Assert.InRange(i, 0, 20);
            lab.Links[i % 2].Cut();

            // More than the backlog holds.
            await primary.StringSetAsync("filler", new byte[100_000]);
            await histories.GoOnAsync();
            lab.Links[i % 2].Restore();
            await Until.TrueAsync("the replica is linked again", lab.Deployment.Servers[(i % 2) + 1].IsLinkedAsync);
            await histories.GoOnAsync();
        }

        await histories.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Planned_failovers_are_never_seen()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 2);
        await using var histories = Histories.Start(await ConnectAsync(lab), await ConnectAsync(lab));
        for (var i = 0; i < 3; i++)
        {
            await histories.GoOnAsync();
            await lab.SwapAsync();
            await histories.GoOnAsync();
        }

        await histories.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Replicas_that_restart_empty_are_never_seen()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var histories = await StartAsync(lab);
        for (var i = 0; i < 4; i++)
        {
            var replica = lab.Deployment.Servers[(i % 2) + 1];
            var port = lab.Links[i % 2].Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            lab.Links[i % 2].Cut();

            // As a replica that has nothing, and serves that, until its primary is to be reached.
            await replica.RestartAsync("--replicaof", $"127.0.0.1 {port}");
            await histories.GoOnAsync();
            lab.Links[i % 2].Restore();
            await Until.TrueAsync("the replica is linked again", replica.IsLinkedAsync);
            await histories.GoOnAsync();
        }

        await histories.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Shards_of_a_cluster_are_minded_one_by_one()
    {
        await using var lab = await ClusterDeployment.StartAsync();
        var options = new RedisSafetyOptions { Configuration = lab.Configuration, SessionKeys = { _key } };
        await using var histories = Histories.Start(
            await RedisRouter.ConnectAsync(options, null, Ending), await RedisRouter.ConnectAsync(options, null, Ending));
        await histories.GoOnAsync(2_000);
        await lab.SwapAsync("counter:0");
        await histories.GoOnAsync(2_000);

        await histories.AssertNoViolationAsync();
    }

    [Fact]
    public async Task Processes_that_share_nothing_but_tokens_see_nothing_of_slow_links_and_failovers()
    {
        await using var lab = await LinkedLab.StartAsync(TimeSpan.FromMilliseconds(20), replicas: 2);
        await using var histories = await StartProcessesAsync(lab, 3);
        await histories.GoOnAsync(1_000);
        lab.Links[0].Pause();
        await histories.GoOnAsync();
        lab.Links[0].Resume();
        await histories.GoOnAsync();
        for (var i = 0; i < 2; i++)
        {
            await lab.Deployment.SwapAsync();
            await histories.GoOnAsync();
        }

        await histories.AssertNoViolationAsync();
    }

    private static Task<long> StatisticAsync(LinkedLab lab, string name) => FieldAsync(lab.Deployment.Primary, "stats", name);

    private static async Task<long> FieldAsync(RedisServer server, string section, string name)
    {
        var info = (string)(await server.ExecuteAsync("INFO", section))!;
        return long.Parse(info.Split(name + ":")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<Histories> StartProcessesAsync(LinkedLab lab, int processes) => Histories.Start(
        await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => VisitorProcess.StartAsync(lab.Deployment.Configuration, _key))));

    private async Task<Histories> StartAsync(LinkedLab lab) => Histories.Start(
        await lab.ConnectAsync(options => options.SessionKeys.Add(_key)), await lab.ConnectAsync(options => options.SessionKeys.Add(_key)));

    private async Task<RedisRouter> ConnectAsync(ReplicatedDeployment lab)
    {
        var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = lab.Configuration, SessionKeys = { _key } }, null, Ending);
        await LinkedLab.MeasuredAsync(router, 2);
        return router;
    }
}
