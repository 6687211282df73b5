using RedisSafety.Lab;

namespace RedisSafety.Runtime.Tests;

public sealed class RoutingTests(RoutingTests.Deployment lab) : IClassFixture<RoutingTests.Deployment>
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_goes_to_the_primary()
    {
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Configuration + ",allowAdmin=true", None);

        var port = await router.ExecuteAsync(Calls.PortOf(RedisRoute.Primary), true, None);

        Assert.Equal(lab.Servers.Primary.Port, port);
        Assert.True(await router.ExecuteAsync(Calls.Set, ("routing", "value"), None));
        Assert.Equal("value", (string?)await (await lab.Servers.Primary.ConnectAsync()).StringGetAsync("routing"));
    }

    [Fact]
    public async Task Replica_reads_are_shared_by_the_replicas()
    {
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Configuration + ",allowAdmin=true", None);
        var expected = lab.Servers.Replicas.Select(replica => replica.Port).Order().ToArray();
        await Until.TrueAsync("both replicas are linked", () => router.Monitor.Current.Shards[0].Replicas.Length == expected.Length);

        var seen = new HashSet<int>();
        for (var i = 0; i < 10; i++)
        {
            seen.Add(await router.ExecuteAsync(Calls.PortOf(RedisRoute.Replica), true, None));
        }

        Assert.Equal(expected, seen.Order());
    }

    [Fact]
    public async Task Without_a_replica_the_primary_answers_replica_reads()
    {
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Primary.Endpoint + ",allowAdmin=true", None);

        Assert.Equal(lab.Servers.Primary.Port, await router.ExecuteAsync(Calls.PortOf(RedisRoute.Replica), true, None));
    }

    public sealed class Deployment : IAsyncLifetime
    {
        public ReplicatedDeployment Servers { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Servers = await ReplicatedDeployment.StartAsync(replicas: 2);

        public ValueTask DisposeAsync() => Servers.DisposeAsync();
    }
}
