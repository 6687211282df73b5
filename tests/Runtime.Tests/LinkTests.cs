using System.Diagnostics;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests;

/// <summary>What networks do to a link while the servers are well.</summary>
public sealed class LinkTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_vanished_without_closing_is_noticed_and_connected_to_anew()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var name = new MovingName(lab.Primary);
        await using var router = await RedisRouter.ConnectAsync(name.Endpoint, Ending);
        await router.ExecuteAsync(Calls.Set, ("key", "before"), Ending);

        name.Vanish();
        var watch = Stopwatch.StartNew();
        await router.ExecuteAsync(Calls.Set, ("key", "after"), Ending);

        // Two answers that do not come within MonitorTimeout are enough; nothing waits for TCP to give up.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal("after", (string?)await (await lab.Primary.ConnectAsync()).StringGetAsync("key"));
    }

    [Fact]
    public async Task A_slow_link_is_no_failover()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var name = new MovingName(lab.Primary) { Delay = TimeSpan.FromMilliseconds(60) };
        await using var router = await RedisRouter.ConnectAsync(name.Endpoint, Ending);

        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(i, await router.ExecuteAsync(Calls.Increment, "counter", Ending));
        }
    }

    [Fact]
    public async Task A_name_that_refuses_meanwhile_is_waited_for()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(lab.Primary);
        await using var router = await RedisRouter.ConnectAsync(name.Endpoint, Ending);

        name.RefusesConnections = true;
        name.Cut();
        var held = router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await Until.TrueAsync("the loss is known", () => !router.Monitor.Current.IsWritable);
        Assert.False(held.IsCompleted);
        await lab.SwapAsync();
        name.MoveTo(lab.Primary);
        name.RefusesConnections = false;

        Assert.True(await held.WaitAsync(TimeSpan.FromSeconds(20), Ending));
        Assert.Equal("value", (string?)await (await lab.Primary.ConnectAsync()).StringGetAsync("key"));
    }

    [Fact]
    public async Task A_reader_endpoint_serves_reads_before_and_after_both_names_have_moved()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var primary = new MovingName(lab.Primary);
        await using var reader = new MovingName(lab.Replicas.Single());
        await using var router = await RedisRouter.ConnectAsync($"{primary.Endpoint},{reader.Endpoint},allowAdmin=true", Ending);
        await AssertRoutedAsync();

        await lab.SwapAsync();
        await AssertRoutedAsync();

        // The names follow later, and the connections are remade one by one.
        primary.MoveTo(lab.Primary);
        reader.MoveTo(lab.Replicas.Single());
        primary.Cut();
        await Until.TrueAsync("the primary's name is reached again", () =>
            router.Monitor.Nodes.All(node => node.Observation.Role != NodeRole.Unreachable));
        reader.Cut();
        await AssertRoutedAsync();

        async Task AssertRoutedAsync()
        {
            await Until.TrueAsync("a write reaches the primary", async () =>
                await router.ExecuteAsync(Calls.PortOf(RedisRoute.Primary), true, Ending) == lab.Primary.Port);
            await Until.TrueAsync("a read reaches the replica", async () =>
                await router.ExecuteAsync(Calls.PortOf(RedisRoute.Replica), true, Ending) == lab.Replicas.Single().Port);
            Assert.True(await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending));
        }
    }
}
