using RedisSafety.Lab;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class ReadYourWritesTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_nobody_wrote_is_read_on_a_replica()
    {
        await using var lab = await LinkedLab.StartAsync(TimeSpan.FromMilliseconds(1_000));
        await using var router = await lab.ConnectAsync();

        Assert.Equal(new(null, "replica", "own-write"), await Answer.OfAsync(router, Calls.GetOwn, "stranger"));
    }

    [Fact]
    public async Task Your_own_write_is_read_from_the_primary_until_the_replica_has_it()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);

        Assert.Equal(new("mine", "primary", "own-write"), await Answer.OfAsync(router, Calls.GetOwn, "key"));
        Assert.Equal("replica", (await Answer.OfAsync(router, Calls.GetOwn, "another")).By);

        lab.Links[0].Resume();
        await Until.TrueAsync("the replica serves it", async () =>
        {
            var answer = await Answer.OfAsync(router, Calls.GetOwn, "key");
            Assert.Equal("mine", answer.Value);
            return answer.By == "replica";
        });
    }

    [Fact]
    public async Task Every_key_of_a_write_counts()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.SetBoth, ("one", "two", "mine"), Ending);

        Assert.Equal("primary", (await Answer.OfAsync(router, Calls.GetOwn, "one")).By);
        Assert.Equal("primary", (await Answer.OfAsync(router, Calls.GetOwn, "two")).By);
        Assert.Equal("replica", (await Answer.OfAsync(router, Calls.GetOwn, "three")).By);
    }

    [Fact]
    public async Task A_write_without_keys_counts_for_every_key()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await Until.TrueAsync("the replica serves it", async () => (await Answer.OfAsync(router, Calls.GetOwn, "key")).By == "replica");
        lab.Links[0].Pause();

        await router.ExecuteAsync(Calls.FlushEverything, true, Ending);

        Assert.Equal(new(null, "primary", "own-write"), await Answer.OfAsync(router, Calls.GetOwn, "key"));
        Assert.Equal("primary", (await Answer.OfAsync(router, Calls.GetOwn, "another")).By);
    }

    [Fact]
    public async Task A_write_beside_the_router_counts_once_it_is_noted()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        lab.Links[0].Pause();
        await (await lab.Deployment.Primary.ConnectAsync()).StringSetAsync("key", "raw");

        Assert.Null((await Answer.OfAsync(router, Calls.GetOwn, "key")).Value);
        ((IRedisRouter)router).NoteWrite("key");
        Assert.Equal(new("raw", "primary", "own-write"), await Answer.OfAsync(router, Calls.GetOwn, "key"));
    }

    [Fact]
    public async Task A_write_in_doubt_that_is_not_held_for_another_attempt_counts_too()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync(options =>
        {
            options.HeldCallsLimit = 1;
            options.AttemptTimeout = TimeSpan.FromSeconds(2);
        });
        await router.ExecuteAsync(Calls.Set, ("key", "first"), Ending);
        lab.Links[0].Pause();
        lab.Deployment.Primary.Freeze();
        var inDoubt = router.ExecuteAsync(Calls.Set, ("key", "second"), Ending);
        await Until.TrueAsync("the primary is lost", () => !router.Monitor.Current.IsWritable);
        var held = router.ExecuteAsync(Calls.Set, ("other", "value"), Ending);

        // The connection lives on, so that the attempt ends by its own time-out.
        Assert.True((await Assert.ThrowsAsync<RedisUnavailableException>(() => inDoubt)).MayHaveBeenApplied);
        lab.Deployment.Primary.Thaw();
        Assert.True(await held);

        Assert.Equal("primary", (await Answer.OfAsync(router, Calls.GetOwn, "key")).By);
        Assert.Equal("replica", (await Answer.OfAsync(router, Calls.GetOwn, "never written")).By);
    }

    [Fact]
    public async Task An_eventual_read_minds_no_write()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);

        Assert.Equal(new(null, "replica", "eventual"), await Answer.OfAsync(router, Calls.Get, "key"));
    }

    [Fact]
    public async Task The_default_of_the_router_holds_where_the_call_says_nothing()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync(options => options.Consistency = ReadConsistency.ReadYourWrites);
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);

        Assert.Equal("mine", (await Answer.OfAsync(router, Calls.GetFresh(), "key")).Value);
        Assert.Equal("replica", (await Answer.OfAsync(router, Calls.GetFresh(consistency: ReadConsistency.Eventual), "key")).By);
    }

    [Fact]
    public async Task A_read_waits_for_a_replica_where_it_is_asked_to()
    {
        await using var lab = await LinkedLab.StartAsync(TimeSpan.FromMilliseconds(50));
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);

        var patient = Calls.GetFresh(wait: TimeSpan.FromSeconds(10), consistency: ReadConsistency.ReadYourWrites);
        Assert.Equal(new("mine", "replica", "own-write"), await Answer.OfAsync(router, patient, "key"));
    }

    [Fact]
    public async Task Waiting_for_a_replica_ends_at_the_primary()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);

        var patient = Calls.GetFresh(wait: TimeSpan.FromMilliseconds(50), consistency: ReadConsistency.ReadYourWrites);
        Assert.Equal(new("mine", "primary", "own-write"), await Answer.OfAsync(router, patient, "key"));
    }

    [Fact]
    public async Task An_answer_older_than_its_limit_comes_from_the_primary()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        var fresh = Calls.GetFresh(maxStaleness: TimeSpan.FromSeconds(2));
        Assert.Equal(new(null, "replica", "max-staleness"), await Answer.OfAsync(router, fresh, "key"));

        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await Until.TrueAsync("the replica is too old", async () =>
            await Answer.OfAsync(router, fresh, "key") is ("value", "primary", "max-staleness"));

        lab.Links[0].Resume();
        await Until.TrueAsync("the replica is fresh again", async () =>
            await Answer.OfAsync(router, fresh, "key") is ("value", "replica", "max-staleness"));
    }

    [Fact]
    public async Task A_replica_of_another_primary_is_not_trusted_however_far_it_has_come()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var stranger = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await lab.ConnectAsync();
        await lab.Deployment.Replicas.First().FollowAsync(stranger.Primary);
        await (await stranger.Primary.ConnectAsync()).StringSetAsync("filler", new byte[1_000_000]);
        await Until.TrueAsync("the router has seen it", () => router.Monitor.Nodes.Any(node =>
            node.Observation is { Role: NodeRole.Replica, Linked: true, Position: { IsKnown: true, Offset: > 1_000_000 } }));

        for (var i = 0; i < 20; i++)
        {
            await router.ExecuteAsync(Calls.Set, ("key", $"{i}"), Ending);
            Assert.Equal(new($"{i}", "primary", "no-replica"), await Answer.OfAsync(router, Calls.GetOwn, "key"));
            await Task.Delay(10, Ending);
        }
    }

    [Fact]
    public async Task A_server_that_refuses_to_tell_its_place_is_not_trusted_with_your_own_writes()
    {
        await using var lab = await LinkedLab.StartAsync();
        foreach (var server in lab.Deployment.Servers)
        {
            await server.ExecuteAsync("ACL", "SETUSER", "shop", "on", ">secret-word", "~*", "&*", "+@all", "-info");
        }

        await using var router = await RedisRouter.ConnectAsync(lab.Deployment.Configuration + ",user=shop,password=secret-word", Ending);
        await Until.TrueAsync("the replica is linked", () => router.Monitor.Current.Shards is [{ Replicas.Length: 1 }]);
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);

        Assert.Equal(new("mine", "primary", "not-measured"), await Answer.OfAsync(router, Calls.GetOwn, "key"));
        Assert.Equal("replica", (await Answer.OfAsync(router, Calls.GetOwn, "stranger")).By);
    }

    [Fact]
    public async Task A_command_map_of_ones_own_leaves_the_replicas_measured()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Deployment.Configuration + ",$DEBUG=", Ending);
        await Until.TrueAsync("the replica is linked", () => router.Monitor.Current.Shards is [{ Replicas.Length: 1 }]);
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);

        await Until.TrueAsync("the replica serves it", async () =>
        {
            var answer = await Answer.OfAsync(router, Calls.GetOwn, "key");
            Assert.Equal("mine", answer.Value);
            return answer.By == "replica";
        });
    }

    [Fact]
    public async Task A_replica_that_lags_too_far_is_left_out_until_it_has_come_nearer()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync(options => options.ReplicaLagLimit = TimeSpan.FromMilliseconds(500));
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await Until.TrueAsync("it is left out", async () =>
            await Answer.OfAsync(router, Calls.Get, "key") is ("value", "primary", "lagging"));

        lab.Links[0].Resume();
        await Until.TrueAsync("it is back", async () => await Answer.OfAsync(router, Calls.Get, "key") is ("value", "replica", _));
    }

    [Fact]
    public async Task A_replica_of_the_same_zone_is_preferred()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var router = await lab.ConnectAsync(options =>
        {
            options.AvailabilityZone = "here";
            options.AvailabilityZones[lab.Deployment.Servers[1].Endpoint] = "there";
            options.AvailabilityZones[lab.Deployment.Servers[2].Endpoint] = "here";
        });
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(lab.Deployment.Servers[2].Port, await router.ExecuteAsync(Calls.PortOf(RedisRoute.Replica), true, Ending));
        }
    }

    [Fact]
    public async Task A_replica_that_is_added_serves_and_one_that_is_gone_does_not()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var router = await lab.ConnectAsync();
        var (first, second) = (lab.Deployment.Servers[1], lab.Deployment.Servers[2]);
        first.Kill();
        await Until.TrueAsync("one is left", () => router.Monitor.Current.Shards[0].Replicas.Length == 1);
        for (var i = 0; i < 10; i++)
        {
            await router.ExecuteAsync(Calls.Set, ("key", $"{i}"), Ending);
            Assert.Equal($"{i}", await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
            Assert.Equal(second.Port, await router.ExecuteAsync(Calls.PortOf(RedisRoute.Replica), true, Ending));
        }

        await first.RestartAsync("--replicaof", $"127.0.0.1 {lab.Links[0].Port}");
        await LinkedLab.MeasuredAsync(router, 2);
        Assert.Equal("9", await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
    }
}
