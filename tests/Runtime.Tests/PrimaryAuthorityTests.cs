using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using RedisSafety.Runtime.Tests.Freshness;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests;

/// <summary>Whom a router believes that another node is the primary, on real servers.</summary>
public sealed class PrimaryAuthorityTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_primary_that_returns_with_its_data_and_a_replica_gets_no_write_after_the_promotion()
    {
        await using var a = await RedisServer.StartAsync(settings: ["--appendonly", "yes", "--appendfsync", "always"]);
        await using var b = await RedisServer.StartAsync();
        await using var c = await RedisServer.StartAsync();
        await b.FollowAsync(a);
        await c.FollowAsync(a);
        await using var router = await RedisRouter.ConnectAsync($"{a.Endpoint},{b.Endpoint},{c.Endpoint}", Ending);
        await LinkedLab.MeasuredAsync(router, 2);
        a.Kill();
        await b.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await router.ExecuteAsync(Calls.Set, ("promoted", "yes"), Ending);
        Assert.Equal(b.Endpoint, PrimaryOf(router));

        await a.RestartAsync();
        await Until.TrueAsync("the replica follows the old primary", c.IsLinkedAsync);
        await Until.TrueAsync("the old primary is seen", () => router.Monitor.Nodes.Any(node =>
            node.Name == a.Endpoint && node.Observation is { Role: NodeRole.Primary, Position.IsKnown: true }));

        for (var i = 0; i < 300; i++)
        {
            await router.ExecuteAsync(Calls.Set, ($"key:{i}", "value"), Ending);
        }

        Assert.Equal(b.Endpoint, PrimaryOf(router));
        Assert.Equal(301, (long)await b.ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task A_replica_that_is_detached_gets_no_write_while_the_Sentinels_name_the_primary()
    {
        await using var lab = await SentinelDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await using var load = Load.Start(router);
        await load.HasGrownAsync();
        var replica = lab.Nodes.Replicas.Single();

        await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        for (var i = 0; i < 10; i++)
        {
            await load.HasGrownAsync();
            Assert.Equal(lab.Nodes.Primary.Endpoint, PrimaryOf(router));
        }

        var history = await load.StopAsync();
        Assert.Empty(history.Failures);
        await history.AssertNothingLostOrDoubledAsync(lab.Nodes.Primary);
    }

    [Fact]
    public async Task A_node_that_the_Sentinels_no_longer_name_gets_no_call()
    {
        await using var lab = await SentinelDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        var gone = lab.Nodes.Replicas.Single();
        await Until.TrueAsync("the replica is known", () => router.Monitor.Nodes.Any(node => node.Name == gone.Endpoint));

        // What answers at the address of the replica from now on belongs to nobody.
        await gone.RestartAsync();
        gone.Freeze();
        await lab.ResetAsync();
        await Until.TrueAsync("the node has left", () => router.Monitor.Nodes.All(node => node.Name != gone.Endpoint));
        gone.Thaw();
        lab.Nodes.Primary.Freeze();
        var held = router.ExecuteAsync(Calls.Set, ("order", "1"), Ending);
        await Until.TrueAsync("the primary is lost", () => !router.Monitor.Current.IsWritable);
        Assert.False(held.IsCompleted);
        lab.Nodes.Primary.Thaw();

        Assert.True(await held);
        Assert.Equal(0, (long)await gone.ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task A_name_whose_two_connections_lead_to_two_primaries_gets_no_write_at_the_old_one()
    {
        await using var old = await RedisServer.StartAsync();
        await using var next = await RedisServer.StartAsync();
        await using var name = new MovingName(old);
        await using var router = await RedisRouter.ConnectAsync(name.Endpoint, Ending);
        await router.ExecuteAsync(Calls.Set, ("before", "1"), Ending);

        name.MoveTo(next);
        await CutWatchAsync(old);
        await Until.TrueAsync("the name is followed", async () =>
        {
            await router.ExecuteAsync(Calls.Set, ("moved", "1"), Ending);
            return (long)await next.ExecuteAsync("EXISTS", "moved") == 1;
        });
        await old.ExecuteAsync("FLUSHALL");
        for (var i = 0; i < 300; i++)
        {
            await router.ExecuteAsync(Calls.Set, ($"key:{i}", "value"), Ending);
        }

        Assert.Equal(0, (long)await old.ExecuteAsync("DBSIZE"));
        Assert.Equal(301, (long)await next.ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task A_reader_endpoint_that_leads_to_the_primary_for_a_while_takes_no_writes_over()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var reader = new MovingName(lab.Replicas.Single());
        await using var router = await RedisRouter.ConnectAsync($"{lab.Primary.Endpoint},{reader.Endpoint}", Ending);
        await Until.TrueAsync("the replica is linked", () => router.Monitor.Current.Shards is [{ Replicas.Length: 1 }]);

        reader.MoveTo(lab.Primary);
        reader.Cut();
        await Until.TrueAsync("the reader endpoint leads to the primary", () => router.Monitor.Nodes.Any(node =>
            node.Name == reader.Endpoint && node.Observation is { Role: NodeRole.Primary, Position.IsKnown: true }));
        Assert.Equal(lab.Primary.Endpoint, PrimaryOf(router));

        reader.Vanish();
        for (var i = 0; i < 100; i++)
        {
            await router.ExecuteAsync(Calls.Set, ("key", $"{i}"), Ending).WaitAsync(TimeSpan.FromSeconds(1), Ending);
        }

        Assert.Equal(lab.Primary.Endpoint, PrimaryOf(router));
    }

    [Fact]
    public async Task A_fresh_router_that_meets_two_primaries_waits_until_one_of_them_stops()
    {
        await using var one = await RedisServer.StartAsync();
        await using var other = await RedisServer.StartAsync();
        await using var router = new RedisRouter(new RedisSafetyOptions { Configuration = $"{one.Endpoint},{other.Endpoint}" });
        var held = router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await Until.TrueAsync("both are met", () => router.Monitor.Current.Shards is [{ Status: PrimaryStatus.Ambiguous, Rivals.Count: 2 }]);
        Assert.False(held.IsCompleted);

        await other.FollowAsync(one);

        Assert.True(await held);
        Assert.Equal(one.Endpoint, PrimaryOf(router));
    }

    [Fact]
    public async Task A_call_fails_at_once_if_two_primaries_are_met_and_the_options_ask_for_that()
    {
        await using var one = await RedisServer.StartAsync();
        await using var other = await RedisServer.StartAsync();
        await using var router = new RedisRouter(new RedisSafetyOptions
        {
            Configuration = $"{one.Endpoint},{other.Endpoint}",
            AmbiguousPrimary = AmbiguousPrimaryBehavior.Fail,
        });
        router.Start();
        await Until.TrueAsync("both are met", () => router.Monitor.Current.Shards is [{ Status: PrimaryStatus.Ambiguous }]);

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending));

        Assert.Contains(one.Endpoint, failure.Message, StringComparison.Ordinal);
        Assert.Contains(other.Endpoint, failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_command_that_was_given_up_on_a_former_connection_is_not_applied_after_a_later_write()
    {
        await using var server = await RedisServer.StartAsync();
        await using var name = new MovingName(server);
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = name.Endpoint, AttemptTimeout = TimeSpan.FromMilliseconds(500) }, null, Ending);
        await router.ExecuteAsync(Calls.Set, ("key", "first"), Ending);
        var before = await ClientsAsync(server);

        // The link goes on towards the server alone: what was sent arrives, and no reply does.
        name.Vanish();
        await router.ExecuteAsync(Calls.Set, ("key", "second"), Ending);

        var left = await ClientsAsync(server);
        await Until.TrueAsync("the former connection for calls has ended at the server", async () => (await ClientsAsync(server)).Intersect(before).Count() < before.Count);
        Assert.NotEmpty(left);
    }

    [Fact]
    public async Task A_server_that_is_only_slow_keeps_its_connection_and_its_calls()
    {
        await using var server = await RedisServer.StartAsync(settings: ["--enable-debug-command", "yes"]);
        await using var router = await RedisRouter.ConnectAsync(server.Endpoint, Ending);
        await router.ExecuteAsync(Calls.Increment, "counter", Ending);
        var before = await ClientsAsync(server);

        var asleep = server.ExecuteAsync("DEBUG", "SLEEP", "1.5");
        var counts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => router.ExecuteAsync(Calls.Increment, "counter", Ending)));
        await asleep;

        Assert.Equal(51, counts.Max());
        Assert.Equal(51, (long)await (await server.ConnectAsync()).StringGetAsync("counter"));
        Assert.NotEmpty((await ClientsAsync(server)).Intersect(before));
    }

    [Fact]
    public async Task Routers_that_are_disposed_during_their_first_connect_leave_no_connection()
    {
        await using var server = await RedisServer.StartAsync();
        var own = (await ClientsAsync(server)).Count;
        for (var i = 0; i < 30; i++)
        {
            await using var router = new RedisRouter(new RedisSafetyOptions { Configuration = server.Endpoint });
            router.Start();
        }

        await Until.TrueAsync("every connection has ended", async () => (await ClientsAsync(server)).Count <= own);
    }

    private static string? PrimaryOf(RedisRouter router) => router.Monitor.Current.Shards[0].Primary?.Name;

    private static async Task<HashSet<string>> ClientsAsync(RedisServer server) =>
        [.. ((string)(await server.ExecuteAsync("CLIENT", "LIST"))!).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.Contains("cmd=client|list", StringComparison.Ordinal)).Select(static line => line.Split(' ')[0])];

    /// <summary>Ends the connections of which the last command was the watch's question.</summary>
    private static async Task CutWatchAsync(RedisServer server)
    {
        var list = (string)(await server.ExecuteAsync("CLIENT", "LIST"))!;
        foreach (var line in list.Split('\n').Where(static line => line.Contains("cmd=info", StringComparison.Ordinal)))
        {
            await server.ExecuteAsync("CLIENT", "KILL", "ID", line.Split(' ')[0]["id=".Length..]);
        }
    }
}
