using RedisSafety.Lab;

namespace RedisSafety.Runtime.Tests;

public sealed class SentinelTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frozen_primary_is_replaced_and_not_believed_when_it_returns()
    {
        await using var lab = await SentinelDeployment.StartAsync();
        var old = lab.Nodes.Primary;
        var promoted = lab.Nodes.Replicas.Single();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration + ",allowAdmin=true", Ending);
        Assert.Equal(old.Port, await router.ExecuteAsync(Calls.PortOf(RedisRoute.Primary), true, Ending));
        await Until.TrueAsync("the replica is linked", () => router.Monitor.Current.Shards[0].Replicas.Length == 1);

        old.Freeze();
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        old.Thaw();

        await Until.TrueAsync("the old primary answers again", () =>
            router.Monitor.Nodes.All(node => node.Observation.Role != RedisSafety.Topology.NodeRole.Unreachable));
        Assert.Equal(promoted.Port, await router.ExecuteAsync(Calls.PortOf(RedisRoute.Primary), true, Ending));
        Assert.Equal("value", (string?)await (await promoted.ConnectAsync()).StringGetAsync("key"));
    }
}
