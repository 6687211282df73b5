using System.Diagnostics;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

public sealed class FailoverTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_planned_swap_neither_fails_nor_doubles_a_call()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await using var load = Load.Start(router);
        await load.HasGrownAsync();

        await lab.SwapAsync();
        var writable = Stopwatch.StartNew();
        await load.HasGrownAsync();
        var added = writable.Elapsed;
        var history = await load.StopAsync();

        Assert.Empty(history.Failures);
        await history.AssertNothingLostOrDoubledAsync(lab.Primary);
        Assert.InRange(added, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_killed_primary_costs_only_what_may_have_been_applied()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await using var load = Load.Start(router);
        await load.HasGrownAsync();

        lab.Primary.Kill();
        await lab.PromoteAsync(lab.Replicas.First());
        await load.HasGrownAsync();
        var history = await load.StopAsync();

        Assert.All(history.Failures, failure => Assert.True(Assert.IsType<RedisUnavailableException>(failure).MayHaveBeenApplied));
        await history.AssertNothingDoubledAsync(lab.Primary);
    }

    [Fact]
    public async Task Replica_reads_go_on_while_there_is_no_primary()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration + ",allowAdmin=true", Ending);
        await Until.TrueAsync("the replica is linked", () => router.Monitor.Current.Shards[0].Replicas.Length == 1);
        lab.Primary.Freeze();
        await Until.TrueAsync("the primary is lost", () => !router.Monitor.Current.IsWritable);

        var port = await router.ExecuteAsync(Calls.PortOf(RedisRoute.Replica), true, Ending);

        Assert.Equal(lab.Replicas.Single().Port, port);
        lab.Primary.Thaw();
    }

    [Fact]
    public async Task A_call_that_no_node_takes_ends_with_its_budget()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = lab.Configuration, CallBudget = TimeSpan.FromMilliseconds(300) }, null, Ending);
        lab.Primary.Kill();
        await Until.TrueAsync("the primary is lost", () => !router.Monitor.Current.IsWritable);

        var watch = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => router.ExecuteAsync(Calls.Increment, "n", Ending));

        Assert.InRange(watch.ElapsedMilliseconds, 290, 2_000);
        Assert.Equal("INCR", failure.Command);
        Assert.False(failure.MayHaveBeenApplied);
        Assert.NotNull(failure.InnerException);
    }

    [Fact]
    public async Task More_calls_than_may_be_held_fail_at_once()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = lab.Configuration, HeldCallsLimit = 2 }, null, Ending);
        lab.Primary.Kill();
        await Until.TrueAsync("the primary is lost", () => !router.Monitor.Current.IsWritable);
        var held = new[] { router.ExecuteAsync(Calls.Increment, "n", Ending), router.ExecuteAsync(Calls.Increment, "n", Ending) };

        var refused = await Assert.ThrowsAsync<RedisUnavailableException>(() => router.ExecuteAsync(Calls.Increment, "n", Ending));

        Assert.Contains("2 calls wait", refused.Message, StringComparison.Ordinal);
        await lab.Primary.RestartAsync();
        Assert.Equal([1, 2], (await Task.WhenAll(held)).Order());
    }

    [Fact]
    public async Task A_transaction_that_is_wrong_in_itself_fails_soon_and_with_the_servers_words()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        var wrong = new RedisOperation<string, bool, bool>(
            "EXEC", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
            static (database, key, flags) =>
            {
                var transaction = ((IDatabase)database).CreateTransaction();
                _ = transaction.ExecuteAsync("GET", key, "one argument too many");
                return transaction.ExecuteAsync(flags);
            },
            static (reply, _) => reply);

        var failure = await Assert.ThrowsAsync<RedisServerException>(() => router.ExecuteAsync(wrong, "key", Ending).WaitAsync(TimeSpan.FromSeconds(20), Ending));

        Assert.StartsWith("EXECABORT", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_stops_waiting()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        lab.Primary.Freeze();
        using var cancel = new CancellationTokenSource();
        var call = router.ExecuteAsync(Calls.Increment, "n", cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(5), Ending));
        lab.Primary.Thaw();
    }

    [Fact]
    public async Task Disposing_ends_the_calls_that_wait()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        lab.Primary.Kill();
        await Until.TrueAsync("the primary is lost", () => !router.Monitor.Current.IsWritable);
        var waiting = router.ExecuteAsync(Calls.Set, ("k", "v"), Ending);

        await router.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5), Ending));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => router.ExecuteAsync(Calls.Set, ("k", "v"), Ending));
    }
}
