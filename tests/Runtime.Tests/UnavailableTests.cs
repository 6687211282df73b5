using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RedisSafety.Lab;
using RedisSafety.Lab.Security;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>Exceptions and log entries of a deployment that cannot be reached.</summary>
public sealed class UnavailableTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_endpoint_is_logged_once_and_named_with_its_cause()
    {
        var log = new Told();
        var endpoint = $"127.0.0.1:{FreePort.Next()}";
        await using var router = new RedisRouter(
            new RedisSafetyOptions { Configuration = endpoint, CallBudget = TimeSpan.FromSeconds(2) }, log);

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending));

        Assert.Contains($"{endpoint}: ", failure.Message, StringComparison.Ordinal);
        Assert.Matches("refused|Refused|ConnectionFailure|SocketFailure|UnableToConnect", failure.Message);
        Assert.InRange(log.Of(13).Count(), 1, 3);
        Assert.Contains(log.Of(13), told => told.Text.Contains(endpoint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outage_is_logged_once_a_cause_and_not_once_a_call()
    {
        var log = new Told();
        await using var server = await RedisServer.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = server.Endpoint, CallBudget = TimeSpan.FromMilliseconds(400) }, log, Ending);
        server.Kill();

        var failed = await Task.WhenAll(Enumerable.Range(0, 300).Select(async _ =>
            await Record.ExceptionAsync(() => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending))));

        Assert.All(failed, static fault => Assert.IsType<RedisUnavailableException>(fault));
        Assert.InRange(log.Of(7).Count(), 1, 4);
    }

    [Fact]
    public async Task A_password_that_is_changed_is_reported_and_the_new_one_is_used()
    {
        var log = new Told();
        await using var server = await RedisServer.StartAsync(new Access("first-password"));
        ConfigurationOptions? own = null;
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions
            {
                Configuration = server.Endpoint,
                CallBudget = TimeSpan.FromSeconds(2),
                ConfigureConnection = options =>
                {
                    options.Password = own?.Password ?? "first-password";
                    own = options;
                },
            },
            log,
            Ending);
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await server.ExecuteAsync("CONFIG", "SET", "requirepass", "second-password");
        await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

        RedisUnavailableException? failure = null;
        await Until.TrueAsync("the refusal is reported", async () =>
        {
            failure = (await Record.ExceptionAsync(() => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending))) as RedisUnavailableException;
            return failure?.Message.Contains("NOAUTH", StringComparison.Ordinal) == true
                || failure?.Message.Contains("WRONGPASS", StringComparison.Ordinal) == true;
        });
        Assert.Contains(server.Endpoint, failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-password", failure.ToString(), StringComparison.Ordinal);
        await Until.TrueAsync("it is logged", () => log.Of(13).Any(static told =>
            told.Text.Contains("NOAUTH", StringComparison.Ordinal) || told.Text.Contains("WRONGPASS", StringComparison.Ordinal)));

        own!.Password = "second-password";

        await Until.TrueAsync("the new password is used", async () => await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending));
    }

    [Fact]
    public async Task An_eventual_read_is_answered_at_once_by_a_replica_without_a_primary()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await Freshness.LinkedLab.MeasuredAsync(router, 1);
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await Until.TrueAsync("the replica has it", async () => await router.ExecuteAsync(Calls.Get, "key", Ending) == "value");
        lab.Primary.Kill();
        await Until.TrueAsync("the link is lost", async () => !await lab.Replicas.Single().IsLinkedAsync());
        await Until.TrueAsync("the loss is known", () => !router.Monitor.Current.IsWritable);

        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal("value", await router.ExecuteAsync(Calls.Get, "key", Ending));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }

        // A limit of staleness cannot be kept without a primary to compare with. Right after the loss, the last comparison may still be
        // recent enough.
        await Until.TrueAsync("the limit is passed", async () => !await IsFreshAsync());
        Assert.False(await IsFreshAsync());

        async Task<bool> IsFreshAsync()
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await router.ExecuteAsync(Calls.GetFresh(maxStaleness: TimeSpan.FromMilliseconds(300)), "key", soon.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_read_from_the_primary_never_counts_as_applied()
    {
        await using var server = await RedisServer.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = server.Endpoint, CallBudget = TimeSpan.FromMilliseconds(300) }, null, Ending);
        server.Freeze();

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(
            () => router.ExecuteAsync(Calls.PortOf(RedisRoute.Primary), true, Ending));

        Assert.False(failure.MayHaveBeenApplied);
        server.Thaw();
    }

    [Fact]
    public async Task A_users_own_exception_about_a_disposed_object_ends_the_call()
    {
        await using var server = await RedisServer.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(server.Endpoint, Ending);
        var sent = 0;
        var broken = new RedisOperation<int, int, int>(
            "SET",
            RedisRoute.Primary,
            CommandFlags.CommandRetryWriteLastWins,
            (_, _, _) =>
            {
                sent++;
                throw new ObjectDisposedException("the user's stream");
            },
            static (reply, _) => reply);

        var thrown = await Assert.ThrowsAsync<ObjectDisposedException>(() => router.ExecuteAsync(broken, 0, Ending));

        Assert.Equal(("the user's stream", 1), (thrown.ObjectName, sent));
    }

    private sealed class Told : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<(int Id, string Text)> _told = new();

        public IEnumerable<(int Id, string Text)> Of(int id) => _told.Where(told => told.Id == id);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _told.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
