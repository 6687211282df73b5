using RedisSafety.Lab;

namespace RedisSafety.Runtime.Tests;

public sealed class ClusterTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_of_every_shard_are_written_and_read_on_replicas()
    {
        await using var lab = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Servers[0].Endpoint, Ending);
        await Until.TrueAsync("every replica is linked", () =>
            router.Monitor.Current is { Shards.Length: 3 } current && current.Shards.All(shard => shard.Replicas.Length == 1));

        for (var i = 0; i < 100; i++)
        {
            await router.ExecuteAsync(Calls.Set, ($"key:{i}", $"{i}"), Ending);
        }

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal($"{i}", await router.ExecuteAsync(Calls.GetOwn, $"key:{i}", Ending));
            await Until.TrueAsync("the replica has it", async () => await router.ExecuteAsync(Calls.Get, $"key:{i}", Ending) == $"{i}");
        }
    }

    [Fact]
    public async Task A_planned_swap_neither_fails_nor_doubles_a_call()
    {
        await using var lab = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await using var load = Load.Start(router);
        await load.HasGrownAsync();

        await lab.SwapAsync("counter");
        await lab.SwapAsync("set");
        await load.HasGrownAsync();
        var history = await load.StopAsync();

        Assert.Empty(history.Failures);
        await history.AssertCountedAsync(router);
    }

    [Fact]
    public async Task What_happens_to_one_shard_leaves_the_others_as_they_are()
    {
        await using var lab = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await Until.TrueAsync("every replica is linked", () =>
            router.Monitor.Current is { Shards.Length: 3 } current && current.Shards.All(shard => shard.Replicas.Length == 1));
        var before = router.Monitor.Current;
        var (_, replica) = await lab.ShardOfAsync("key");

        replica.Kill();
        await Until.TrueAsync("its loss is known", () => router.Monitor.Current.ShardOf("key")!.Replicas.Length == 0);

        var lost = Array.IndexOf(before.Shards, before.ShardOf("key"));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(i != lost, ReferenceEquals(before.Shards[i], router.Monitor.Current.Shards[i])));
    }

    [Fact]
    public async Task A_killed_primary_is_replaced_by_its_replica()
    {
        await using var lab = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        var (primary, replica) = await lab.ShardOfAsync("key");
        await router.ExecuteAsync(Calls.Set, ("key", "before"), Ending);

        primary.Kill();
        await router.ExecuteAsync(Calls.Set, ("key", "after"), Ending);

        Assert.True(await replica.IsPrimaryAsync());
        Assert.Equal("after", (string?)await (await replica.ConnectAsync()).StringGetAsync("key"));
    }
}
