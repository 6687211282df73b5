using System.Diagnostics;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>The scope of a session, and of work that was started in it.</summary>
public sealed class SessionScopeTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_outlives_its_session_reads_every_write_of_the_process()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        var ended = new TaskCompletionSource();
        Task<string?> left;
        using (router.StartSession())
        {
            left = Task.Run(
                async () =>
                {
                    await ended.Task;
                    Assert.Null(router.CurrentSession);
                    return await router.ExecuteAsync(Calls.GetOwn, "key", Ending);
                },
                Ending);
        }

        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "of the process"), Ending);
        ended.SetResult();

        Assert.Equal("of the process", await left);
    }

    [Fact]
    public async Task Timers_and_threads_that_outlive_their_session_read_every_write_of_the_process()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        var (timed, threaded) = (new TaskCompletionSource<string?>(), new TaskCompletionSource<string?>());
        using var written = new ManualResetEventSlim();
        async void Read(TaskCompletionSource<string?> to)
        {
            try
            {
                to.SetResult(await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
            }
            catch (Exception fault)
            {
                to.SetException(fault);
            }
        }

        Timer timer;
        var session = router.StartSession();
        timer = new Timer(_ => Read(timed), null, Timeout.Infinite, Timeout.Infinite);
        new Thread(() =>
        {
            written.Wait(Ending);
            Read(threaded);
        }).Start();
        session.Dispose();
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "of the process"), Ending);
        written.Set();
        timer.Change(0, Timeout.Infinite);

        Assert.Equal(("of the process", "of the process"), (await timed.Task, await threaded.Task));
        await timer.DisposeAsync();
    }

    [Fact]
    public async Task Sessions_that_are_disposed_out_of_order_leave_none_behind()
    {
        await using var router = new RedisRouter(new RedisSafetyOptions { Configuration = "127.0.0.1:1" });
        var outer = router.StartSession();
        var inner = router.StartSession();

        outer.Dispose();
        Assert.Same(inner, router.CurrentSession);
        inner.Dispose();

        Assert.Null(router.CurrentSession);
    }

    [Fact]
    public async Task What_an_inner_session_wrote_is_the_outer_ones_own_write()
    {
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        lab.Links[0].Pause();
        using var outer = router.StartSession();
        using (router.StartSession())
        {
            await router.ExecuteAsync(Calls.Set, ("key", "mine"), Ending);
        }

        Assert.Same(outer, router.CurrentSession);
        Assert.Equal("mine", await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
        Assert.True(outer.HasChanged);
        Assert.NotEmpty(await outer.GetTokenAsync(Ending));
    }

    [Fact]
    public async Task A_token_is_not_waited_for_if_the_server_does_not_allow_the_question()
    {
        await using var server = await RedisServer.StartAsync();
        await server.ExecuteAsync("ACL", "SETUSER", "shop", "on", ">secret", "~*", "+@all", "-info");
        await using var router = await RedisRouter.ConnectAsync($"{server.Endpoint},user=shop,password=secret", Ending);
        await Until.TrueAsync("the refusal is known", () => !router.Monitor.Current.Shards[0].Primary!.Observation.CanTellPlace);
        using var session = router.StartSession();
        var shortest = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
            var watch = Stopwatch.StartNew();
            Assert.NotEmpty(await session.GetTokenAsync(Ending));
            shortest = watch.Elapsed < shortest ? watch.Elapsed : shortest;
        }

        Assert.InRange(shortest, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_read_of_a_session_goes_back_however_parallel_reads_end(bool inSession)
    {
        await using var lab = await LinkedLab.StartAsync(replicas: 2);
        await using var router = await lab.ConnectAsync();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                for (var i = 1; !stop.IsCancellationRequested; i++)
                {
                    await router.ExecuteAsync(Calls.Set, ("key", i.ToString(System.Globalization.CultureInfo.InvariantCulture)), Ending);

                    // One replica is behind, then the other.
                    lab.Links[i / 50 % 2].Delay = TimeSpan.FromMilliseconds(20);
                    lab.Links[1 - (i / 50 % 2)].Delay = TimeSpan.Zero;
                }
            },
            Ending);
        var back = 0;
        await Task.WhenAll(Enumerable.Range(0, inSession ? 40 : 4).Select(_ => Task.Run(
            async () =>
            {
                using var session = inSession ? router.StartSession() : null;
                var seen = 0L;
                for (var round = 0; round < 30; round++)
                {
                    var values = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadAsync()));
                    back += values.Min() < seen ? 1 : 0;
                    seen = Math.Max(seen, values.Max());
                }
            },
            Ending)));
        await stop.CancelAsync();
        await writing;

        Assert.Equal(0, back);

        async Task<long> ReadAsync() =>
            long.Parse(await router.ExecuteAsync(Calls.GetMonotonic, "key", Ending) ?? "0", System.Globalization.CultureInfo.InvariantCulture);
    }
}
