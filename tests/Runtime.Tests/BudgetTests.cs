using System.Diagnostics;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using RedisSafety.Runtime.Tests.Freshness;

namespace RedisSafety.Runtime.Tests;

/// <summary>How long a call takes at most, its first attempt and its waits included, and how long it waits for a slow server.</summary>
public sealed class BudgetTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_attempt_keeps_to_the_budget(bool mayBeRepeated)
    {
        await using var server = await RedisServer.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions
            {
                Configuration = server.Endpoint,
                CallBudget = TimeSpan.FromMilliseconds(300),
                AttemptTimeout = TimeSpan.FromSeconds(20),
                MonitorTimeout = TimeSpan.FromSeconds(60),
                MonitorInterval = TimeSpan.FromSeconds(60),
            },
            null,
            Ending);
        server.Freeze();
        var watch = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => mayBeRepeated
            ? router.ExecuteAsync(Calls.Set, ("key", "value"), Ending)
            : router.ExecuteAsync(Calls.Increment, "key", Ending));

        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(290), TimeSpan.FromSeconds(10));
        Assert.True(failure.MayHaveBeenApplied);
        Assert.Contains("budget", failure.Message, StringComparison.Ordinal);
        server.Thaw();
    }

    [Fact]
    public async Task Calls_that_cannot_be_repeated_wait_for_a_slow_server()
    {
        await using var server = await RedisServer.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = server.Endpoint, AttemptTimeout = TimeSpan.FromMilliseconds(500) }, null, Ending);
        await router.ExecuteAsync(Calls.Increment, "counter", Ending);
        server.Freeze();
        var calls = Enumerable.Range(0, 50).Select(_ => router.ExecuteAsync(Calls.Increment, "counter", Ending)).ToArray();
        var repeatable = router.ExecuteAsync(Calls.Set, ("key", "first"), Ending);

        // Three attempts' time, and longer than the watch takes to notice that nothing answers.
        await Task.Delay(TimeSpan.FromSeconds(1.6), Ending);
        server.Thaw();
        await Task.WhenAll(calls);
        Assert.True(await repeatable);
        await router.ExecuteAsync(Calls.Set, ("key", "second"), Ending);

        Assert.Equal(Enumerable.Range(2, 50).Select(static i => (long)i), (await Task.WhenAll(calls)).Order());
        var database = await server.ConnectAsync();
        Assert.Equal(51, (long)await database.StringGetAsync("counter"));

        // What was sent again stood before the later write on the same connection.
        await Task.Delay(100, Ending);
        Assert.Equal("second", (string?)await database.StringGetAsync("key"));
    }

    [Fact]
    public async Task Waiting_for_a_replica_keeps_to_the_budget()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync(static options => options.CallBudget = TimeSpan.FromMilliseconds(400));
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);
        var watch = Stopwatch.StartNew();

        // The wait takes the whole budget. The primary may still answer in the last moment.
        var end = await Record.ExceptionAsync(() => router.ExecuteAsync(
            Calls.GetFresh(wait: TimeSpan.FromSeconds(30), consistency: ReadConsistency.ReadYourWrites), "key", Ending));
        Assert.True(end is null or RedisUnavailableException, end?.ToString());

        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(390), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Waiting_for_a_replica_starts_the_watch_and_ends_with_the_router()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = new RedisRouter(new RedisSafetyOptions { Configuration = lab.Deployment.Configuration });
        var read = Calls.GetFresh(wait: TimeSpan.FromSeconds(30), consistency: ReadConsistency.ReadYourWrites);

        Assert.Null(await router.ExecuteAsync(read, "key", Ending).WaitAsync(TimeSpan.FromSeconds(20), Ending));

        await LinkedLab.MeasuredAsync(router, 1);
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);
        var waiting = router.ExecuteAsync(read, "key", Ending);
        await router.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), Ending));
    }

    [Fact]
    public async Task An_answer_that_was_long_under_way_is_not_older_than_the_staleness_that_a_read_accepts()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync(static options => options.AttemptTimeout = TimeSpan.FromSeconds(10));
        var read = Calls.GetFresh(maxStaleness: TimeSpan.FromMilliseconds(600));
        await router.ExecuteAsync(Calls.Set, ("key", "old"), Ending);
        await Until.TrueAsync("the replica has it", async () => await Answer.OfAsync(router, read, "key") is { Value: "old", By: "replica" });
        lab.Links[0].Pause();
        var replica = lab.Deployment.Replicas.Single();
        Task<string?> reading;
        string? value = null;
        for (var i = 0; value != "new" && i < 5; i++)
        {
            replica.Freeze();
            reading = router.ExecuteAsync(read, "key", Ending);
            await router.ExecuteAsync(Calls.Set, ("key", "new"), Ending);
            await Task.Delay(TimeSpan.FromSeconds(1.2), Ending);
            replica.Thaw();
            value = await reading;
            Assert.Equal("new", value);
        }
    }
}
