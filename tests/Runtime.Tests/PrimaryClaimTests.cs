using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using RedisSafety.Nodes;
using RedisSafety.Runtime.Tests.Freshness;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests;

/// <summary>Which of two nodes is believed that both call themselves the primary.</summary>
public sealed class PrimaryClaimTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replica_that_restarts_as_an_empty_primary_gets_no_call()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await using var load = Load.Start(router);
        await load.HasGrownAsync();
        var replica = lab.Replicas.Single();

        await replica.RestartAsync();
        await Until.TrueAsync("it is seen as what it calls itself", () => NodeOf(router, replica).Observation is { Role: NodeRole.Primary, Position.IsKnown: true });
        await load.HasGrownAsync();

        Assert.Equal(lab.Primary.Endpoint, PrimaryOf(router));
        Assert.Equal("value", await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
        var history = await load.StopAsync();
        Assert.Empty(history.Failures);
        await history.AssertNothingLostOrDoubledAsync(lab.Primary);
        Assert.False((await (await replica.ConnectAsync()).StringGetAsync("counter")).HasValue);
    }

    [Fact]
    public async Task One_that_is_the_only_primary_left_gets_the_calls()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        var replica = lab.Replicas.Single();
        await replica.RestartAsync();
        await Until.TrueAsync("it is seen as what it calls itself", () => NodeOf(router, replica).Observation is { Role: NodeRole.Primary, Position.IsKnown: true });

        lab.Primary.Kill();

        Assert.True(await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending));
        Assert.Equal("value", (string?)await (await replica.ConnectAsync()).StringGetAsync("key"));
    }

    [Fact]
    public async Task The_primary_with_the_data_is_believed_again_when_it_comes_back()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        var replica = lab.Replicas.Single();
        await replica.RestartAsync();
        lab.Primary.Freeze();
        await Until.TrueAsync("the empty one is all there is", () => PrimaryOf(router) == replica.Endpoint);

        lab.Primary.Thaw();

        await Until.TrueAsync("the one with the data is the primary", () => PrimaryOf(router) == lab.Primary.Endpoint);
        Assert.Equal("value", await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
    }

    [Fact]
    public async Task An_empty_primary_gets_no_call_though_a_replica_follows_it_while_the_primary_lives()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 2);
        await using var router = await ConnectAsync(lab);
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        var (empty, follower) = (lab.Servers[1], lab.Servers[2]);
        await empty.RestartAsync();
        await follower.FollowAsync(empty);
        await Until.TrueAsync("the follower is seen with the other history", () =>
            NodeOf(router, follower).Observation.Position is { IsKnown: true } position && position.History == NodeOf(router, empty).Observation.Position.History);

        Assert.Equal(lab.Primary.Endpoint, PrimaryOf(router));
        Assert.Equal("value", await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
        await Until.TrueAsync("no replica has its data", () => router.Monitor.Current.Shards[0].Replicas.Length == 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_was_promoted_is_believed_however_often_the_primary_changes(int swaps)
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        for (var i = 0; i < swaps; i++)
        {
            await lab.SwapAsync();
            await Until.TrueAsync("the new primary is believed", () => PrimaryOf(router) == lab.Primary.Endpoint);
            await LinkedLab.MeasuredAsync(router, 1);
        }
    }

    [Fact]
    public async Task What_is_promoted_beside_a_primary_that_goes_on_is_believed()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await ConnectAsync(lab);
        var former = lab.Primary;

        await lab.PromoteAsync(lab.Replicas.Single());

        await Until.TrueAsync("the new primary is believed", () => PrimaryOf(router) == lab.Primary.Endpoint);
        Assert.True(await former.IsPrimaryAsync());
    }

    [Fact]
    public async Task A_node_that_is_met_as_a_primary_and_goes_on_from_the_known_ones_history_is_believed()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(lab.Replicas.Single()) { RefusesConnections = true };
        await using var router = await RedisRouter.ConnectAsync($"{lab.Primary.Endpoint},{name.Endpoint}", Ending);
        await Until.TrueAsync("the primary is measured", () => router.Monitor.Current.Shards[0].Primary is { Timeline.First.IsKnown: true });
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);

        await lab.PromoteAsync(lab.Replicas.Single());
        name.RefusesConnections = false;

        await Until.TrueAsync("the new primary is believed", () => PrimaryOf(router) == name.Endpoint);
    }

    [Fact]
    public async Task A_node_that_is_met_as_an_empty_primary_is_not_believed()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var stranger = await RedisServer.StartAsync();
        await using var name = new MovingName(stranger) { RefusesConnections = true };
        await using var router = await RedisRouter.ConnectAsync($"{lab.Configuration},{name.Endpoint}", Ending);
        await Until.TrueAsync("the primary is known", () => PrimaryOf(router) == lab.Primary.Endpoint);

        name.RefusesConnections = false;

        await Until.TrueAsync("it is met", () => router.Monitor.Nodes.Any(node => node.Name == name.Endpoint && node.Observation.Position.IsKnown));
        Assert.Equal(lab.Primary.Endpoint, PrimaryOf(router));
    }

    private static async Task<RedisRouter> ConnectAsync(ReplicatedDeployment lab)
    {
        var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await LinkedLab.MeasuredAsync(router, lab.Servers.Count - 1);
        return router;
    }

    private static string? PrimaryOf(RedisRouter router) => router.Monitor.Current.Shards[0].Primary?.Name;

    private static RedisNode NodeOf(RedisRouter router, RedisServer server) =>
        router.Monitor.Nodes.Single(node => node.Name == server.Endpoint);
}
