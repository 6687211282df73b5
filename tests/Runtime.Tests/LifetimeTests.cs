using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests;

/// <summary>The end of a router.</summary>
public sealed class LifetimeTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_that_wait_for_the_first_connection_end_with_the_router()
    {
        await using var server = await RedisServer.StartAsync();
        server.Freeze();
        var router = new RedisRouter(new RedisSafetyOptions { Configuration = server.Endpoint });
        var waiting = Enumerable.Range(0, 20).Select(_ => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending)).ToArray();

        await router.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ending);

        foreach (var call in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(TimeSpan.FromSeconds(5), Ending));
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending));
        server.Thaw();
    }

    [Fact]
    public async Task Calls_under_way_end_with_the_router()
    {
        await using var server = await RedisServer.StartAsync();
        var router = await RedisRouter.ConnectAsync(server.Endpoint, Ending);
        server.Freeze();
        var set = router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        var increment = router.ExecuteAsync(Calls.Increment, "key", Ending);

        await router.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ending);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => set.WaitAsync(TimeSpan.FromSeconds(5), Ending));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => increment.WaitAsync(TimeSpan.FromSeconds(5), Ending));
        server.Thaw();
    }

    [Fact]
    public async Task A_disposed_router_is_not_healthy()
    {
        await using var server = await RedisServer.StartAsync();
        var router = await RedisRouter.ConnectAsync(server.Endpoint, Ending);
        var check = new RedisRouterHealthCheck(router);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new(), Ending)).Status);

        router.Dispose();

        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(new(), Ending)).Status);
        await router.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_keeps_a_disposed_router_alive()
    {
        await using var server = await RedisServer.StartAsync();

        var left = await UseAsync(server);

        await Until.TrueAsync("the router is collected", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !left.Router.IsAlive && !left.Node.IsAlive;
        });

        static async Task<(WeakReference Router, WeakReference Node)> UseAsync(RedisServer server)
        {
            var router = await RedisRouter.ConnectAsync(server.Endpoint, Ending);
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => router.ExecuteAsync(Calls.AddMember, ("set", $"{i}"), Ending)));
            var node = router.Monitor.Current.Shards[0].Primary!;
            await router.DisposeAsync();
            return (new(router), new(node));
        }
    }
}
