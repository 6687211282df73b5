using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using RedisSafety.Runtime.Tests.Failovers;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>Log providers, listeners and delegates that throw. Alone in the process, as a listener gets the measurements of every router in it.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class OutsideFaultTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_and_listeners_that_throw_stop_neither_calls_nor_the_watch()
    {
        using var meter = new MeterListener();
        meter.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "RedisSafety")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meter.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("A listener's own."));
        meter.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("A listener's own."));
        meter.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "RedisSafety",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = static _ => throw new InvalidOperationException("A listener's own."),
        };
        ActivitySource.AddActivityListener(activities);
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = lab.Configuration }, new ThrowingLog(), Ending);

        Assert.True(await router.ExecuteAsync(Calls.Set, ("key", "before"), Ending));
        Assert.Equal(1, await router.ExecuteAsync(Calls.Increment, "counter", Ending));
        await Until.TrueAsync("the replica reads", async () => await router.ExecuteAsync(Calls.Get, "key", Ending) == "before");
        await lab.SwapAsync();
        Assert.True(await router.ExecuteAsync(Calls.Set, ("key", "after"), Ending).WaitAsync(TimeSpan.FromSeconds(20), Ending));
        Assert.Equal("after", await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
        Assert.Equal(2, await router.ExecuteAsync(Calls.Increment, "counter", Ending));
        lab.Primary.Kill();
        await lab.PromoteAsync(lab.Replicas.Single());
        Assert.True(await router.ExecuteAsync(Calls.Set, ("key", "last"), Ending).WaitAsync(TimeSpan.FromSeconds(20), Ending));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_throws_after_the_reply_ends_the_call_and_nothing_else(bool isGivenUp)
    {
        await using var server = await RedisServer.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = server.Endpoint, CallBudget = TimeSpan.FromSeconds(2) }, null, Ending);
        var sent = false;
        var reply = new TaskCompletionSource<int>();
        var write = new RedisOperation<int, int, int>(
            "SET",
            RedisRoute.Primary,
            CommandFlags.CommandRetryWriteLastWins,
            (_, _, _) =>
            {
                sent = true;
                return reply.Task;
            },
            static (reply, _) => reply)
        { Key = _ => sent ? throw new FormatException("No key any more.") : (RedisKey)"key" };
        using var cancel = new CancellationTokenSource();
        var call = router.ExecuteAsync(write, 0, cancel.Token);
        if (isGivenUp)
        {
            // The thread that gives the answer up is one of the pool: an exception there would end the process.
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(10), Ending));
        }

        reply.SetResult(1);
        if (!isGivenUp)
        {
            await Assert.ThrowsAsync<FormatException>(() => call.WaitAsync(TimeSpan.FromSeconds(10), Ending));
        }

        Assert.True(await router.ExecuteAsync(Calls.Set, ("other", "value"), Ending));
    }

    [Fact]
    public async Task A_budget_that_ends_in_the_moment_of_its_call_harms_nothing()
    {
        await using var server = await RedisServer.StartAsync();
        var time = new LateTimers();
        await using var router = new RedisRouter(
            new RedisSafetyOptions { Configuration = server.Endpoint, CallBudget = TimeSpan.FromSeconds(20) }, null, time);
        var sent = 0;
        var set = new RedisOperation<int, int, int>(
            "SET",
            RedisRoute.Primary,
            CommandFlags.CommandRetryWriteLastWins,
            (_, _, _) => sent++ == 0
                ? Task.FromException<int>(new RedisServerException(RedisErrorKind.Loading, CommandFlags.None, "LOADING"))
                : Task.FromResult(sent),
            static (reply, _) => reply);

        Assert.Equal(2, await router.ExecuteAsync(set, 0, Ending));

        // Each timer that the call has disposed fires once more, as one does whose callback was on its way.
        Assert.NotEqual(0, time.FireDisposed());
    }

    [Fact]
    public async Task Neither_stalls_nor_an_outage_leave_exceptions_that_nothing_observes()
    {
        List<Exception> unobserved = [];
        void Add(object? sender, UnobservedTaskExceptionEventArgs told)
        {
            lock (unobserved)
            {
                unobserved.Add(told.Exception);
            }
        }

        TaskScheduler.UnobservedTaskException += Add;
        try
        {
            await CauseFaultsAsync();
            for (var i = 0; i < 5; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Delay(20, Ending);
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Add;
        }

        Assert.True(unobserved.Count == 0, string.Join("\n", unobserved));

        static async Task CauseFaultsAsync()
        {
            await using var lab = await ReplicatedDeployment.StartAsync();
            await using var router = await RedisRouter.ConnectAsync(
                new RedisSafetyOptions
                {
                    Configuration = lab.Configuration,
                    AttemptTimeout = TimeSpan.FromMilliseconds(100),
                    CallBudget = TimeSpan.FromMilliseconds(400),
                },
                null,
                Ending);
            for (var i = 0; i < 3; i++)
            {
                lab.Primary.Freeze();
                await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
                    await Record.ExceptionAsync(() => number % 2 == 0
                        ? router.ExecuteAsync(Calls.Set, ("key", "value"), Ending)
                        : router.ExecuteAsync(Calls.Increment, "counter", Ending))));
                lab.Primary.Thaw();
                await Until.TrueAsync("it answers", async () => await Record.ExceptionAsync(
                    () => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending)) is null);
            }

            lab.Primary.Kill();
            await Record.ExceptionAsync(() => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending));
        }
    }

    private sealed class ThrowingLog : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException("The log's own.");

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("The log's own.");

        public void Dispose()
        {
        }
    }

    /// <summary>The system's time, with timers whose callbacks can come after they were disposed.</summary>
    private sealed class LateTimers : TimeProvider
    {
        private readonly List<Late> _timers = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Late(base.CreateTimer(callback, state, dueTime, period), () => callback(state));
            lock (_timers)
            {
                _timers.Add(timer);
            }

            return timer;
        }

        public int FireDisposed()
        {
            Late[] disposed;
            lock (_timers)
            {
                disposed = [.. _timers.Where(static timer => timer.IsDisposed)];
            }

            Array.ForEach(disposed, static timer => timer.Fire());
            return disposed.Length;
        }

        private sealed class Late(ITimer inner, Action fire) : ITimer
        {
            public bool IsDisposed { get; private set; }

            public Action Fire => fire;

            public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

            public void Dispose()
            {
                IsDisposed = true;
                inner.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                IsDisposed = true;
                return inner.DisposeAsync();
            }
        }
    }
}
