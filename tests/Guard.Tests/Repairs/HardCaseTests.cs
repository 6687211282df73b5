using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Guard.Tests.Repairs;

/// <summary>Repairs that meet something else at the same moment.</summary>
public sealed class HardCaseTests
{
    [Fact]
    public async Task Two_multiplexers_of_one_deployment_are_repaired_each_by_itself()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var measured = new Measurements();
        using var guard = new Installed();
        await using var one = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration + ",name=one");
        await using var two = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration + ",name=two");
        Assert.Equal(2, RedisFailoverGuard.WatchedConnections);

        await nodes.SwapAsync();

        await WritesAsync(one);
        await WritesAsync(two);
        await Until.TrueAsync("both repairs have ended", () => measured.Ended("repaired") >= 2);
        Assert.Equal(["one", "two"], measured.Connections.Order());
    }

    [Fact]
    public async Task Of_two_multiplexers_the_one_that_is_disposed_in_a_repair_does_not_disturb_the_other()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Primary);
        using var measured = new Measurements();
        using var guard = new Installed();
        await using var one = await ConnectionMultiplexer.ConnectAsync(name.Endpoint + ",name=one");
        await using var two = await ConnectionMultiplexer.ConnectAsync(name.Endpoint + ",name=two");
        await nodes.SwapAsync();
        await Until.TrueAsync("both are refused", async () => await IsRefusedAsync(one) && await IsRefusedAsync(two));
        await Until.TrueAsync("both repairs run", () => measured.Started == 2);

        await one.DisposeAsync();
        name.MoveTo(nodes.Primary);

        await WritesAsync(two);
        await Until.TrueAsync("one repair has ended early", () => measured.Ended("ended") == 1);
        await Until.TrueAsync("one multiplexer is watched", () => RedisFailoverGuard.WatchedConnections == 1);
    }

    [Fact]
    public async Task Multiplexers_that_are_disposed_at_any_moment_of_a_repair_leave_nothing_behind()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        var unobserved = new ConcurrentQueue<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            using var guard = new Installed();
            await using var witness = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration);
            var clients = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ConnectionMultiplexer.ConnectAsync(nodes.Configuration)));
            var swap = nodes.SwapAsync();
            await Task.WhenAll(clients.Select(async (client, i) =>
            {
                await Task.Delay(i * 5);
                await client.DisposeAsync();
            }));
            await swap;

            await WritesAsync(witness);
            await Until.TrueAsync("the witness alone is watched", () => RedisFailoverGuard.WatchedConnections == 1);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.DoesNotContain(unobserved, static fault => fault.ToString().Contains("RedisSafety.Repairs", StringComparison.Ordinal));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
    }

    [Fact]
    public async Task A_subscription_that_is_lost_alone_starts_no_repair_and_comes_back()
    {
        await using var server = await RedisServer.StartAsync();
        using var measured = new Measurements();
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        var received = new ConcurrentQueue<string>();
        await client.GetSubscriber().SubscribeAsync(RedisChannel.Literal("news"), (_, message) => received.Enqueue(message!));

        await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await Until.TrueAsync("a message arrives again", async () =>
        {
            await client.GetDatabase().PublishAsync(RedisChannel.Literal("news"), "apples");
            return received.Contains("apples");
        });
        Assert.Equal(0, measured.Started);
        Assert.Equal(0, measured.Reconnects);
    }

    [Fact]
    public async Task A_subscription_follows_the_only_name_to_the_new_primary()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Primary);
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(name.Endpoint);
        var received = new ConcurrentQueue<string>();
        await client.GetSubscriber().SubscribeAsync(RedisChannel.Literal("news"), (_, message) => received.Enqueue(message!));
        var former = nodes.Primary;

        await nodes.SwapAsync();
        name.MoveTo(nodes.Primary);

        await WritesAsync(client);

        // The subscription may stay with the former primary, a replica now, which passes messages on.
        await Until.TrueAsync("a message arrives", () => ArrivesAsync("apples"));
        former.Kill();
        await Until.TrueAsync("a message arrives without it", () => ArrivesAsync("pears"));

        async Task<bool> ArrivesAsync(string message)
        {
            await nodes.Primary.ExecuteAsync("PUBLISH", "news", message);
            return received.Contains(message);
        }
    }

    [Theory]
    [InlineData(nameof(ILoggerFactory.CreateLogger))]
    [InlineData(nameof(ILogger.IsEnabled))]
    [InlineData(nameof(ILogger.Log))]
    public async Task A_log_provider_that_throws_does_not_end_a_repair(string member)
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var loggers = new FaultyLoggers(member);
        using var guard = new Installed(options => options.LoggerFactory = loggers);
        await using var client = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration);

        await nodes.SwapAsync();

        await WritesAsync(client);
        Assert.True(loggers.Thrown > 0);
    }

    [Fact]
    public async Task A_meter_listener_that_throws_does_not_end_a_repair()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration);
        var thrown = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "RedisSafety.Guard")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Throw());
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Throw());
        listener.Start();

        for (var i = 0; i < 2; i++)
        {
            await nodes.SwapAsync();
            await WritesAsync(client);
        }

        Assert.True(thrown > 0);

        void Throw()
        {
            Interlocked.Increment(ref thrown);
            throw new InvalidOperationException("The exporter is broken.");
        }
    }

    [Fact]
    public async Task A_guard_that_is_removed_and_installed_again_in_a_repair_repairs_what_it_is_given()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Primary);
        using var measured = new Measurements();
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(name.Endpoint);
        await nodes.SwapAsync();
        await Until.TrueAsync("it is refused", () => IsRefusedAsync(client));
        await Until.TrueAsync("a repair runs", () => measured.Started == 1);

        RedisFailoverGuard.Remove();
        RedisFailoverGuard.Install();
        Assert.True(RedisFailoverGuard.Protect(client));
        name.MoveTo(nodes.Primary);

        await WritesAsync(client);
        await Until.TrueAsync("the first repair has ended with its guard", () => measured.Ended("ended") == 1);
        Assert.Equal(1, RedisFailoverGuard.WatchedConnections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_vanishes_is_left_by_a_connection_that_is_used_or_idle(bool isUsed)
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Primary);
        using var guard = new Installed(static options => options.KeepAliveInterval = TimeSpan.FromSeconds(1));
        var settings = ConfigurationOptions.Parse(name.Endpoint);

        // StackExchange.Redis gives a connection up after four of these without a reply.
        settings.AsyncTimeout = settings.SyncTimeout = 250;
        await using var client = await ConnectionMultiplexer.ConnectAsync(settings);
        await WritesAsync(client);

        name.Vanish();
        await nodes.PromoteAsync(nodes.Replicas.First());
        name.MoveTo(nodes.Primary);
        if (!isUsed)
        {
            await Until.TrueAsync("another connection is open", async () => await ClientsAsync(nodes.Primary) > 0);
        }

        await WritesAsync(client);
    }

    private static Task WritesAsync(ConnectionMultiplexer client) =>
        Until.TrueAsync("a write is taken", async () => await client.GetDatabase().StringSetAsync("key", 1));

    // Those of the client under test; the lab's own have no subscription, and so one connection each.
    private static async Task<int> ClientsAsync(RedisServer server)
    {
        var list = (string?)await server.ExecuteAsync("CLIENT", "LIST", "TYPE", "pubsub") ?? "";
        return list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    private static async Task<bool> IsRefusedAsync(ConnectionMultiplexer client)
    {
        try
        {
            await client.GetDatabase().StringSetAsync("key", 1);
            return false;
        }
        catch (RedisException)
        {
            return true;
        }
    }

    /// <summary>Throws in one of its members.</summary>
    private sealed class FaultyLoggers(string member) : ILoggerFactory, ILogger
    {
        private int _thrown;

        public int Thrown => _thrown;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName)
        {
            ThrowIn(nameof(CreateLogger));
            return this;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel)
        {
            ThrowIn(nameof(IsEnabled));
            return true;
        }

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            ThrowIn(nameof(Log));

        public void Dispose()
        {
        }

        private void ThrowIn(string called)
        {
            if (called == member)
            {
                Interlocked.Increment(ref _thrown);
                throw new FormatException("The provider is broken.");
            }
        }
    }
}
