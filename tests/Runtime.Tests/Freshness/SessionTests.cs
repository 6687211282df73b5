using System.Net;
using System.Security.Cryptography;
using RedisSafety.Lab;
using RedisSafety.Monitoring;
using RedisSafety.Nodes;
using RedisSafety.Replication;
using RedisSafety.Sessions;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class SessionTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Within_a_session_only_its_own_writes_count()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "another's"), Ending);

        using var session = router.StartSession();
        Assert.Equal("replica", (await Answer.OfAsync(router, Calls.GetOwn, "key")).By);

        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);
        Assert.Equal(new("mine", "primary", "own-write"), await Answer.OfAsync(router, Calls.GetOwn, "key"));
        Assert.Equal("replica", (await Answer.OfAsync(router, Calls.GetOwn, "stranger")).By);
    }

    [Fact]
    public async Task A_session_ends_where_it_is_disposed()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);

        using (var outer = router.StartSession())
        {
            using (var inner = router.StartSession())
            {
                Assert.Same(inner, router.CurrentSession);
            }

            Assert.Same(outer, router.CurrentSession);
        }

        Assert.Null(router.CurrentSession);
        Assert.Equal("primary", (await Answer.OfAsync(router, Calls.GetOwn, "key")).By);
    }

    [Fact]
    public async Task A_session_without_calls_has_nothing_to_carry()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        using var session = router.StartSession();
        await router.ExecuteAsync(Calls.GetOwn, "key", Ending);

        Assert.Empty(session.Token);
        Assert.Empty(await session.GetTokenAsync(Ending));
    }

    [Fact]
    public async Task A_token_carries_the_promise_to_another_process()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await ConnectAsync(lab);
        await using var other = await ConnectAsync(lab);
        lab.Links[0].Pause();
        var token = await WriteAsync(router, "mine");

        Assert.Null((await Answer.OfAsync(other, Calls.GetOwn, "key")).Value);
        using var session = other.StartSession(token);
        Assert.Equal(new("mine", "primary", "session"), await Answer.OfAsync(other, Calls.GetOwn, "key"));

        lab.Links[0].Resume();
        await Until.TrueAsync("the replica serves it", async () =>
        {
            var answer = await Answer.OfAsync(other, Calls.GetOwn, "key");
            Assert.Equal("mine", answer.Value);
            return answer.By == "replica";
        });
        Assert.False(session.LostWrites);
    }

    [Fact]
    public async Task A_primary_answers_a_resumed_session_only_when_it_has_called_itself_one_since_the_token_came()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await ConnectAsync(lab);
        var before = router.Monitor.Current.Shards[0].Primary!.Observation;

        // A node that nobody watches: its answers are the test's.
        using var stalls = new StallWatch(static () => null, TimeProvider.System);
        await using var primary = new RedisNode(new DnsEndPoint("primary", 6379), new ConfigurationOptions(), new RedisSafetyOptions(), TimeProvider.System, _ => stalls.Begin());
        using var resumed = router.StartSession(await WriteAsync(router, "mine"));
        using var own = router.StartSession();
        ReadRequirement OfSession(RedisSession session) => new(PrimaryTimeline.Never, ReadReason.Session, session.Ledger, isMonotonic: true);

        Assert.False(OfSession(resumed).AllowsPrimary(null));
        primary.State = primary.State with { Observation = before };
        Assert.False(OfSession(resumed).AllowsPrimary(primary));
        Assert.True(OfSession(own).AllowsPrimary(primary));
        primary.State = primary.State with { Observation = before with { AskedAt = resumed.ResumedAt } };
        Assert.True(OfSession(resumed).AllowsPrimary(primary));
        primary.State = primary.State with { Observation = before with { AskedAt = resumed.ResumedAt, Role = NodeRole.Replica } };
        Assert.False(OfSession(resumed).AllowsPrimary(primary));
        Assert.True(OfSession(own).AllowsPrimary(primary));
    }

    [Fact]
    public async Task A_token_that_the_replica_has_reached_needs_no_primary()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await ConnectAsync(lab);
        await using var other = await ConnectAsync(lab);
        var token = await WriteAsync(router, "mine");
        await Until.TrueAsync("the other has measured that", () =>
        {
            using var first = other.StartSession(token);
            return other.Monitor.Current.Shards[0].Replicas.All(replica => replica.Watermark.Reached > 0 && replica.State.Lag == TimeSpan.Zero);
        });
        await Until.TrueAsync("a new session needs no primary", async () =>
        {
            using var session = other.StartSession(token);
            return await Answer.OfAsync(other, Calls.GetOwn, "key") is ("mine", "replica", _);
        });
    }

    [Fact]
    public async Task A_token_goes_through_processes_that_write_nothing()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await ConnectAsync(lab);
        await using var other = await ConnectAsync(lab);
        lab.Links[0].Pause();
        var token = await WriteAsync(router, "mine");
        string passedOn;
        using (var session = other.StartSession(token))
        {
            passedOn = await session.GetTokenAsync(Ending);
        }

        using var resumed = router.StartSession(passedOn);
        Assert.Equal(new("mine", "primary", "session"), await Answer.OfAsync(router, Calls.GetOwn, "key"));
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("truncated")]
    [InlineData("oversized")]
    [InlineData("of-another-key")]
    public async Task A_bad_token_only_means_the_primary_for_a_moment(string kind)
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await ConnectAsync(lab);
        await using var stranger = await lab.ConnectAsync();
        await using var other = await ConnectAsync(lab);
        lab.Links[0].Pause();
        var good = await WriteAsync(kind == "of-another-key" ? stranger : router, "mine");
        var token = kind switch
        {
            "forged" => (good[0] == 'A' ? "B" : "A") + good[1..],
            "truncated" => good[..^4],
            "oversized" => new string('A', 100_000),
            _ => good,
        };

        using var session = other.StartSession(token);
        Assert.Equal(new("mine", "primary", "session"), await Answer.OfAsync(other, Calls.GetOwn, "key"));

        lab.Links[0].Resume();
        await Until.TrueAsync("a replica answers", async () => (await Answer.OfAsync(other, Calls.GetOwn, "key")).By == "replica");
        Assert.False(session.LostWrites);
        Assert.InRange((await session.GetTokenAsync(Ending)).Length, 1, 100);
    }

    [Fact]
    public async Task A_token_survives_a_planned_failover()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(Options(lab), null, Ending);
        await using var other = await RedisRouter.ConnectAsync(Options(lab), null, Ending);
        await LinkedLab.MeasuredAsync(other, 1);
        await LinkedLab.MeasuredAsync(router, 1);
        var token = await WriteAsync(router, "mine");

        await lab.SwapAsync();

        using var session = other.StartSession(token);
        Assert.Equal("mine", await other.ExecuteAsync(Calls.GetOwn, "key", Ending));
        await LinkedLab.MeasuredAsync(other, 1);
        Assert.Equal("mine", await other.ExecuteAsync(Calls.GetOwn, "key", Ending));
        Assert.False(session.LostWrites);
    }

    [Fact]
    public async Task What_a_failover_has_lost_is_told_to_the_session_and_to_whoever_resumes_it()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await ConnectAsync(lab);
        await using var other = await ConnectAsync(lab);
        using var own = router.StartSession();
        await router.ExecuteAsync(Calls.Set, ("key", "kept"), Ending);
        var kept = await own.GetTokenAsync(Ending);
        await Until.TrueAsync("the replica has it", async () =>
            (string?)await (await lab.Deployment.Replicas.First().ConnectAsync()).StringGetAsync("key") == "kept");
        lab.Links[0].Cut();
        await router.ExecuteAsync(Calls.Set, ("key", "lost"), Ending);
        var lost = await own.GetTokenAsync(Ending);

        lab.Deployment.Primary.Kill();
        await lab.Deployment.PromoteAsync(lab.Deployment.Replicas.First());

        Assert.Equal("kept", await other.ExecuteAsync(Calls.GetOwn, "key", Ending));
        using (var resumed = other.StartSession(lost))
        {
            await Until.TrueAsync("the loss is told", () => resumed.LostWrites);
        }

        using (var resumed = other.StartSession(kept))
        {
            Assert.False(resumed.LostWrites);
        }

        await Until.TrueAsync("the writer is told", () => own.LostWrites);
    }

    [Fact]
    public async Task A_token_of_a_history_that_nobody_knows_counts_as_lost()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var elsewhere = await LinkedLab.StartAsync();
        await using var router = await ConnectAsync(elsewhere);
        await using var other = await ConnectAsync(lab);
        var token = await WriteAsync(router, "mine");

        using var session = other.StartSession(token);

        Assert.Null((await Answer.OfAsync(other, Calls.GetOwn, "key")).Value);
        Assert.True(session.LostWrites);
    }

    [Fact]
    public async Task A_monotonic_session_never_goes_back()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var router = await lab.ConnectAsync();
        lab.Links[1].Pause();
        await (await lab.Deployment.Primary.ConnectAsync()).StringSetAsync("key", "new");
        await Until.TrueAsync("one replica has it", async () =>
            (string?)await (await lab.Deployment.Servers[1].ConnectAsync()).StringGetAsync("key") == "new");

        var eventual = new HashSet<string?>();
        for (var i = 0; i < 20; i++)
        {
            eventual.Add(await router.ExecuteAsync(Calls.Get, "key", Ending));
        }

        Assert.Equal(2, eventual.Count);
        for (var i = 0; i < 20; i++)
        {
            using var session = router.StartSession();
            string? last = null;
            for (var read = 0; read < 10; read++)
            {
                var value = await router.ExecuteAsync(Calls.GetMonotonic, "key", Ending);
                Assert.False(last is not null && value is null);
                last = value;
            }
        }
    }

    [Fact]
    public async Task A_monotonic_session_stays_on_the_replica_that_it_has_read()
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var router = await lab.ConnectAsync();
        using var session = router.StartSession();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("replica", (await Answer.OfAsync(router, Calls.GetMonotonic, "key")).By);
        }
    }

    [Fact]
    public async Task What_a_monotonic_session_saw_is_carried_too()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await ConnectAsync(lab);
        await using var other = await ConnectAsync(lab);
        lab.Links[0].Pause();
        string token;
        using (var session = router.StartSession())
        {
            await router.ExecuteAsync(Calls.Set, ("own", "value"), Ending);
            await (await lab.Deployment.Primary.ConnectAsync()).StringSetAsync("own", "another's");
            Assert.Equal("another's", await router.ExecuteAsync(Calls.GetMonotonic, "own", Ending));
            token = await session.GetTokenAsync(Ending);
        }

        using var resumed = other.StartSession(token);
        Assert.Equal("another's", await other.ExecuteAsync(Calls.GetMonotonic, "own", Ending));
    }

    private static RedisSafetyOptions Options(ReplicatedDeployment lab) => new() { Configuration = lab.Configuration, SessionKeys = { Key } };

    private static Task<RedisRouter> ConnectAsync(LinkedLab lab) => lab.ConnectAsync(options => options.SessionKeys.Add(Key));

    private static async Task<string> WriteAsync(RedisRouter router, string value)
    {
        using var session = router.StartSession();
        await router.ExecuteAsync(Calls.Set, ("key", value), Ending);
        return await session.GetTokenAsync(Ending);
    }
}
