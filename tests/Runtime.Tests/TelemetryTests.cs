using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using RedisSafety.Runtime.Tests.Failovers;
using RedisSafety.Runtime.Tests.Freshness;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>What the meter and the log say of a failover. Alone in the process, as the meter is that of every router in it.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class TelemetryTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failover_is_counted_and_logged()
    {
        using var meter = new Measured();
        using var log = new Told();
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(new RedisSafetyOptions { Configuration = lab.Configuration }, log, Ending);
        await LinkedLab.MeasuredAsync(router, 1);
        await router.ExecuteAsync(Calls.Set, ("key", "before"), Ending);
        Assert.Equal(1, meter.Sum("redissafety.calls", "route=primary", "outcome=ok"));
        Assert.Equal(0, meter.Sum("redissafety.retries"));
        var (former, next) = (lab.Primary.Endpoint, lab.Replicas.Single().Endpoint);

        lab.Primary.Kill();
        await Until.TrueAsync("the primary is lost", () => !router.Monitor.Current.IsWritable);
        var held = router.ExecuteAsync(Calls.Set, ("key", "after"), Ending);
        await Until.TrueAsync("the call is held", () => meter.Sum("redissafety.calls.held") == 1);
        await lab.PromoteAsync(lab.Replicas.Single());
        await held;

        Assert.Equal(1, meter.Sum("redissafety.calls", "route=primary", "outcome=recovered"));
        Assert.Equal(0, meter.Sum("redissafety.calls", "outcome=failed"));
        Assert.Equal(0, meter.Sum("redissafety.calls.held"));
        Assert.InRange(meter.Sum("redissafety.retries", "cause=no-node"), 1, long.MaxValue);
        Assert.InRange(meter.Sum("redissafety.failovers", $"from={former}", $"to={next}"), 0.001, 60);
        Assert.Contains((1, LogLevel.Information), log.Events);
        Assert.Contains((2, LogLevel.Warning), log.Events);
        Assert.Contains((3, LogLevel.Warning), log.Events);
        Assert.DoesNotContain(log.Events, static entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Two_shards_that_lose_their_primaries_together_have_a_failover_each()
    {
        using var meter = new Measured();
        await using var lab = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(new RedisSafetyOptions { Configuration = lab.Configuration }, null, Ending);
        await Until.TrueAsync("every replica is linked", () =>
            router.Monitor.Current is { Shards.Length: 3 } current && current.Shards.All(static shard => shard.Replicas.Length == 1));
        var (first, second) = (await lab.ShardOfAsync("counter"), await lab.ShardOfAsync("set"));
        Assert.NotEqual(first, second);

        // One primary of three is no majority: an operator has the replicas take over.
        foreach (var shard in new[] { first, second })
        {
            shard.Primary.Kill();
        }

        foreach (var shard in new[] { first, second })
        {
            await shard.Replica.ExecuteAsync(RedisServer.Cluster, "FAILOVER", "TAKEOVER");
        }

        await Until.TrueAsync("both are replaced", () => router.Monitor.Current.IsWritable
            && meter.Count("redissafety.failovers") == 2);
        Assert.Equal(1, meter.Count("redissafety.failovers", $"from={first.Primary.Endpoint}", $"to={first.Replica.Endpoint}"));
        Assert.Equal(1, meter.Count("redissafety.failovers", $"from={second.Primary.Endpoint}", $"to={second.Replica.Endpoint}"));
    }

    [Fact]
    public async Task A_call_that_is_given_up_is_counted_and_logged()
    {
        using var meter = new Measured();
        using var log = new Told();
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = lab.Configuration, CallBudget = TimeSpan.FromMilliseconds(300) }, log, Ending);
        lab.Primary.Kill();

        await Assert.ThrowsAsync<RedisUnavailableException>(() => router.ExecuteAsync(Calls.Set, ("key", "value"), Ending));

        Assert.Equal(1, meter.Sum("redissafety.calls", "route=primary", "outcome=failed"));
        Assert.Equal(0, meter.Sum("redissafety.calls.held"));
        Assert.Contains((7, LogLevel.Error), log.Events);
    }

    [Fact]
    public async Task Reads_are_counted_by_who_answered_and_why_and_replicas_tell_their_lag()
    {
        using var meter = new Measured();
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Get, "key", Ending);
        lab.Links[0].Pause();
        await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
        await router.ExecuteAsync(Calls.GetOwn, "key", Ending);

        Assert.Equal(1, meter.Sum("redissafety.reads.to_replica", "reason=eventual"));
        Assert.Equal(1, meter.Sum("redissafety.reads.to_primary", "reason=own-write"));
        Assert.Equal(1, meter.Sum("redissafety.calls", "route=replica", "outcome=ok"));
        Assert.Equal(1, meter.Count("redissafety.reads.age"));
        var node = $"node={lab.Deployment.Replicas.Single().Endpoint}";
        await Until.TrueAsync("the lag is told", () => meter.Last("redissafety.replica.lag_bytes", node) > 0 && meter.Last("redissafety.replica.lag", node) > 0);
        lab.Links[0].Resume();
        await Until.TrueAsync("it has come near again", () => meter.Last("redissafety.replica.lag_bytes", node) == 0);
    }

    [Fact]
    public async Task A_repeated_read_is_counted_once_and_every_failure_is_counted()
    {
        using var meter = new Measured();
        await using var lab = await LinkedLab.StartAsync();
        await using var router = await lab.ConnectAsync();
        var faults = new Queue<Exception>([new RedisServerException(RedisErrorKind.Loading, CommandFlags.None, "LOADING")]);
        var read = new RedisOperation<int, int, int>(
            "GET",
            RedisRoute.Replica,
            CommandFlags.CommandRetryReadOnly,
            (_, _, _) => faults.TryDequeue(out var fault) ? Task.FromException<int>(fault) : Task.FromResult(0),
            static (reply, _) => reply);

        // The replica fails it, and the primary answers.
        await router.ExecuteAsync(read, 0, Ending);

        Assert.Equal(0, meter.Sum("redissafety.reads.to_replica"));
        Assert.Equal(1, meter.Sum("redissafety.reads.to_primary", "reason=fault"));
        Assert.Equal(1, meter.Sum("redissafety.calls", "route=primary", "outcome=recovered"));
        Assert.Equal(1, meter.Sum("redissafety.calls"));
        faults.Enqueue(new RedisServerException(RedisErrorKind.WrongType, CommandFlags.None, "WRONGTYPE"));
        await Assert.ThrowsAsync<RedisServerException>(() => router.ExecuteAsync(read, 0, Ending));
        Assert.Equal(1, meter.Sum("redissafety.calls", "route=replica", "outcome=failed"));
        Assert.Equal(0, meter.Sum("redissafety.reads.to_replica"));
        Assert.Equal(0, meter.Count("redissafety.reads.age"));
    }

    [Fact]
    public async Task Sessions_are_counted_by_what_their_tokens_were_worth()
    {
        using var meter = new Measured();
        using var log = new Told();
        await using var lab = await LinkedLab.StartAsync();
        await using var elsewhere = await LinkedLab.StartAsync();
        byte[] key = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = lab.Deployment.Configuration, SessionKeys = { key } }, log, Ending);
        await using var other = await elsewhere.ConnectAsync(options => options.SessionKeys.Add(key));
        await LinkedLab.MeasuredAsync(router, 1);
        string lost;
        using (var session = other.StartSession())
        {
            await other.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
            lost = await session.GetTokenAsync(Ending);
        }

        using (router.StartSession("no token"))
        {
            Assert.Equal(1, meter.Sum("redissafety.sessions.resumed", "token=refused"));
        }

        using (var session = router.StartSession(lost))
        {
            await router.ExecuteAsync(Calls.GetOwn, "key", Ending);
            Assert.True(session.LostWrites);
        }

        Assert.Equal(1, meter.Sum("redissafety.sessions.resumed", "token=complete"));
        Assert.Equal(1, meter.Sum("redissafety.sessions.lost_writes"));
        Assert.Contains((9, LogLevel.Warning), log.Events);
    }

    /// <summary>Everything that the meter has told since.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Instrument, double Value, string[] Tags)> _told = new();

        public Measured()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "RedisSafety")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Tell(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Tell(instrument, value, tags));
            _listener.Start();
        }

        public double Sum(string instrument, params string[] tags) => Of(instrument, tags).Sum();

        public int Count(string instrument, params string[] tags) => Of(instrument, tags).Count();

        /// <summary>What a gauge says now.</summary>
        public double Last(string instrument, params string[] tags)
        {
            _listener.RecordObservableInstruments();
            return Of(instrument, tags).LastOrDefault(double.NaN);
        }

        public void Dispose() => _listener.Dispose();

        private IEnumerable<double> Of(string instrument, string[] tags) =>
            _told.Where(told => told.Instrument == instrument && tags.All(told.Tags.Contains)).Select(static told => told.Value);

        private void Tell(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            List<string> told = [];
            foreach (var (name, tag) in tags)
            {
                told.Add($"{name}={tag}");
            }

            _told.Enqueue((instrument.Name, value, [.. told]));
        }
    }

    private sealed class Told : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<(int Id, LogLevel Level)> _events = new();

        public IEnumerable<(int Id, LogLevel Level)> Events => _events;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _events.Enqueue((eventId.Id, logLevel));

        public void Dispose()
        {
        }
    }
}
