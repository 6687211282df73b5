using System.Diagnostics;
using RedisSafety.CodeGeneration;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>A primary that holds writes back, as each does while it hands over in a planned failover.</summary>
public sealed class HeldBackTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repeatable_calls_move_to_the_new_primary_and_what_the_former_one_acknowledges_later_is_in_doubt()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        var former = lab.Primary;
        await HoldBackAsync(former);
        var set = router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        var increment = router.ExecuteAsync(Calls.Increment, "counter", Ending);
        var once = router.ExecuteAsync(
            OnceCalls.Operation("HINCRBY"), new RedisCommandLine(3).AddKey("once").Value("field").Value(1).OncePer("token", router), Ending);
        var read = router.ExecuteAsync(Calls.PortOf(RedisRoute.Primary), true, Ending);
        await UnderWayAsync(router, 4);

        await lab.PromoteAsync(lab.Replicas.Single());

        // Long before the former primary lets go, and before the attempts' own time-out.
        await Task.WhenAll(set, once, read).WaitAsync(TimeSpan.FromSeconds(10), Ending);
        Assert.Equal(lab.Primary.Port, await read);
        Assert.Equal("value", (string?)await (await lab.Primary.ConnectAsync()).StringGetAsync("key"));
        Assert.Equal(1, (long)await (await lab.Primary.ConnectAsync()).HashGetAsync("once", "field"));
        Assert.False(increment.IsCompleted);

        await former.ExecuteAsync("CLIENT", "UNPAUSE");
        var doubt = await Assert.ThrowsAsync<RedisUnavailableException>(() => increment.WaitAsync(TimeSpan.FromSeconds(10), Ending));

        // The former primary has applied it, and the deployment does not have it.
        Assert.True(doubt.MayHaveBeenApplied);
        Assert.Equal(1, (long)await (await former.ConnectAsync()).StringGetAsync("counter"));
        Assert.False((await (await lab.Primary.ConnectAsync()).StringGetAsync("counter")).HasValue);
    }

    [Fact]
    public async Task A_call_that_is_sent_while_the_former_primary_holds_back_goes_to_the_new_one()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        await HoldBackAsync(lab.Primary);
        var held = router.ExecuteAsync(Calls.Set, ("key", "held"), Ending);
        await UnderWayAsync(router, 1);
        await lab.PromoteAsync(lab.Replicas.Single());
        await held.WaitAsync(TimeSpan.FromSeconds(10), Ending);

        Assert.Equal(1, await router.ExecuteAsync(Calls.Increment, "counter", Ending).WaitAsync(TimeSpan.FromSeconds(10), Ending));
        Assert.Equal(1, (long)await (await lab.Primary.ConnectAsync()).StringGetAsync("counter"));
    }

    [Fact]
    public async Task The_replica_is_asked_at_a_quick_pace_whether_it_has_taken_over()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        await HoldBackAsync(lab.Primary);
        var before = await AskedAsync(lab.Replicas.Single());
        var watch = Stopwatch.StartNew();
        var held = router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);

        // At the pace of an idle deployment this takes six seconds, and at that of a suspected failover a second and a half.
        await Until.TrueAsync("the replica is asked", async () => await AskedAsync(lab.Replicas.Single()) >= before + 60);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1.4));
        await lab.Primary.ExecuteAsync("CLIENT", "UNPAUSE");
        Assert.True(await held);
    }

    [Fact]
    public async Task The_replica_is_asked_in_the_same_moment_as_the_primary()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab, watch: TimeSpan.FromMinutes(1));
        var replica = lab.Replicas.Single();
        await lab.Primary.ExecuteAsync("CLIENT", "PAUSE", 60_000, "ALL");
        var before = await AskedAsync(replica);

        // Not even the watch is answered, so that nothing says that calls are held back.
        var held = router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);

        await Until.TrueAsync("the replica is asked", async () => await AskedAsync(replica) > before);
        Assert.Equal(0, router.Monitor.Stalls.HoldsCallsSince(PrimaryOf(router)));
        await lab.PromoteAsync(replica);
        router.Monitor.Suspect(null, layoutIsOld: false);
        Assert.True(await held.WaitAsync(TimeSpan.FromSeconds(10), Ending));
    }

    [Fact]
    public async Task A_primary_without_replicas_is_not_asked_why_it_is_slow()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await ConnectAsync(lab, replicas: 0);
        await HoldBackAsync(lab.Primary);
        var held = router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await UnderWayAsync(router, 1);
        var before = await AskedAsync(lab.Primary);
        await Until.TrueAsync("the watch goes on", async () => await AskedAsync(lab.Primary) > before + 3);

        Assert.Equal(0, router.Monitor.Stalls.AskedAt(PrimaryOf(router)));
        await lab.Primary.ExecuteAsync("CLIENT", "UNPAUSE");
        Assert.True(await held);
    }

    [Fact]
    public async Task A_primary_that_lets_go_of_the_calls_stays_the_primary()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        for (var i = 1; i <= 5; i++)
        {
            await HoldBackAsync(lab.Primary);
            var held = router.ExecuteAsync(Calls.Increment, "counter", Ending);
            await Until.TrueAsync("it is noticed", () => router.Monitor.Stalls.HoldsCallsSince(PrimaryOf(router)) != 0);
            await lab.Primary.ExecuteAsync("CLIENT", "UNPAUSE");

            Assert.Equal(i, await held);
            Assert.Equal(lab.Primary.Endpoint, router.Monitor.Current.Shards[0].Primary!.Name);
            await Until.TrueAsync("it is over", () => router.Monitor.Stalls.HoldsCallsSince(PrimaryOf(router)) == 0);
        }
    }

    private static async Task<RedisRouter> ConnectAsync(ReplicatedDeployment lab, TimeSpan? watch = null, int replicas = 1)
    {
        var options = new RedisSafetyOptions { Configuration = lab.Configuration + ",allowAdmin=true", AttemptTimeout = TimeSpan.FromSeconds(60) };
        options.MonitorInterval = watch ?? options.MonitorInterval;
        options.MonitorTimeout = watch ?? options.MonitorTimeout;
        var router = await RedisRouter.ConnectAsync(options, null, Ending);
        await Freshness.LinkedLab.MeasuredAsync(router, replicas);
        return router;
    }

    private static Task<RedisResult> HoldBackAsync(RedisServer primary) => primary.ExecuteAsync("CLIENT", "PAUSE", 60_000, "WRITE");

    private static Task UnderWayAsync(RedisRouter router, int calls) => Until.TrueAsync(
        "the calls are under way", () => router.Monitor.Current.Shards[0].Primary!.Calls.Outstanding == calls);

    private static async Task<long> AskedAsync(RedisServer server)
    {
        var stats = (string)(await server.ExecuteAsync("INFO", "commandstats"))!;
        return long.Parse(
            stats.Split("cmdstat_info:calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static DeploymentNode PrimaryOf(RedisRouter router) => router.Monitor.Current.Shards[0].Primary!;
}
