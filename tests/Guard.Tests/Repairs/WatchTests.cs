using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Guard.Tests.Repairs;

public sealed class WatchTests
{
    [Fact]
    public async Task Many_refused_writes_start_one_repair()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Primary);
        using var measured = new Measurements();
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(name.Endpoint + ",name=shop-cache");
        var database = client.GetDatabase();
        await nodes.SwapAsync();

        var refused = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            try
            {
                await database.StringSetAsync($"key:{i}", i);
                return false;
            }
            catch (RedisException)
            {
                return true;
            }
        }));
        name.MoveTo(nodes.Primary);

        Assert.Contains(true, refused);
        await Until.TrueAsync("the repair has ended", () => measured.Ended("repaired") == 1);
        Assert.Equal(1, measured.Started);
        Assert.Equal(["shop-cache"], measured.Connections);
    }

    [Fact]
    public async Task A_healthy_connection_is_not_asked_anything()
    {
        await using var server = await RedisServer.StartAsync();
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await Until.TrueAsync("the look after the connection is over", async () => await RolesAskedAsync(server) == 1);

        var database = client.GetDatabase();
        for (var i = 0; i < 1000; i++)
        {
            await database.StringSetAsync("key", i);
        }

        Assert.Equal(1, await RolesAskedAsync(server));
    }

    [Fact]
    public async Task Errors_that_are_the_callers_own_are_not_looked_into()
    {
        await using var server = await RedisServer.StartAsync();
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        await Until.TrueAsync("the look after the connection is over", async () => await RolesAskedAsync(server) == 1);
        var database = client.GetDatabase();
        await database.StringSetAsync("text", "a");

        for (var i = 0; i < 100; i++)
        {
            await Assert.ThrowsAsync<RedisServerException>(() => database.ListLeftPushAsync("text", "b"));
        }

        Assert.Equal(1, await RolesAskedAsync(server));
    }

    [Fact]
    public async Task A_connection_to_a_replica_is_not_searched_for_a_primary()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Replicas.Single());
        using var measured = new Measurements();
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(name.Endpoint);
        await Until.TrueAsync("the look after the connection is over", async () => await RolesAskedAsync(nodes.Replicas.Single()) > 0);
        var asked = await RolesAskedAsync(nodes.Replicas.Single());

        name.Cut();

        // One look follows the new connection, and nothing follows that look.
        await Until.TrueAsync("it is connected again and looked at", async () =>
            await RolesAskedAsync(nodes.Replicas.Single()) > asked && client.IsConnected);
        _ = await client.GetDatabase().StringGetAsync("key", CommandFlags.PreferReplica);
        Assert.Equal(0, measured.Started);
        Assert.Equal(0, measured.Reconnects);
    }

    [Fact]
    public async Task A_repair_ends_with_its_multiplexer()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var measured = new Measurements();
        using var guard = new Installed();
        var client = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration);
        nodes.Primary.Kill();
        await Until.TrueAsync("a repair runs", () => measured.Started == 1);

        await client.DisposeAsync();

        await Until.TrueAsync("the repair has ended", () => measured.Ended("ended") == 1);
        await Until.TrueAsync("nothing is watched", () => RedisFailoverGuard.WatchedConnections == 0);
    }

    [Fact]
    public async Task A_multiplexer_that_nobody_holds_is_collected()
    {
        await using var server = await RedisServer.StartAsync();
        using var guard = new Installed();

        var client = await OpenAsync(server.Endpoint);

        await Until.TrueAsync("it is collected", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !client.TryGetTarget(out _);
        });
        await Until.TrueAsync("nothing is watched", () =>
        {
            GC.Collect();
            return RedisFailoverGuard.WatchedConnections == 0;
        });
    }

    [Fact]
    public async Task A_repair_ends_with_the_guard()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var measured = new Measurements();
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration);
        nodes.Primary.Kill();
        await Until.TrueAsync("a repair runs", () => measured.Started == 1);

        RedisFailoverGuard.Remove();

        await Until.TrueAsync("the repair has ended", () => measured.Ended("ended") == 1);
        Assert.Equal(0, RedisFailoverGuard.WatchedConnections);
    }

    [Fact]
    public async Task A_repair_gives_up_in_the_end_and_the_next_fault_starts_another()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var measured = new Measurements();
        using var guard = new Installed(static options => options.RepairTimeLimit = TimeSpan.FromMilliseconds(200));
        await using var client = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration);
        nodes.Primary.Kill();
        await Until.TrueAsync("it has given up", () => measured.Ended("gave_up") > 0);

        // The replica goes too, and comes back as a primary: its lost connection is the next fault.
        await nodes.Replicas.Single().RestartAsync();

        await Until.TrueAsync("a write is taken", async () =>
        {
            await client.GetDatabase().StringSetAsync("key", 1);
            return true;
        });
    }

    [Fact]
    public async Task Sinks_and_listeners_that_throw_do_not_end_a_repair()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var loggers = new ThrowingLoggers();
        using var guard = new Installed(options => options.LoggerFactory = loggers);
        await using var client = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration);

        await nodes.SwapAsync();

        await Until.TrueAsync("a write is taken", async () =>
        {
            await client.GetDatabase().StringSetAsync("key", 1);
            return true;
        });
        await Until.TrueAsync("it was logged", () => loggers.Logged > 0);
    }

    [Fact]
    public async Task A_node_that_refuses_to_report_its_role_is_repaired_by_its_refusals()
    {
        // Renamed, the command is not there; INFO is for administrators in StackExchange.Redis.
        var servers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RedisServer.StartAsync(null, "--rename-command", "ROLE", "WHO")));
        await using var primary = servers[0];
        await using var replica = servers[1];
        await replica.ExecuteAsync("REPLICAOF", "127.0.0.1", primary.Port);
        await Until.TrueAsync("the replica is linked", async () =>
            ((string?)await replica.ExecuteAsync("INFO", "replication"))!.Contains("master_link_status:up", StringComparison.Ordinal)
            && ((string?)await primary.ExecuteAsync("INFO", "replication"))!.Contains("state=online", StringComparison.Ordinal));
        using var guard = new Installed();
        await using var client = await ConnectionMultiplexer.ConnectAsync($"{primary.Endpoint},{replica.Endpoint}");
        await client.GetDatabase().StringSetAsync("key", 1);

        await primary.ExecuteAsync("FAILOVER", "TO", "127.0.0.1", replica.Port);

        await Until.TrueAsync("a write is taken", async () =>
        {
            await client.GetDatabase().StringSetAsync("key", 1);
            return true;
        });
    }

    private static async Task<long> RolesAskedAsync(RedisServer server)
    {
        var asked = (string?)await server.ExecuteAsync("INFO", "commandstats") ?? "";
        var line = asked.Split('\n').FirstOrDefault(static line => line.StartsWith("cmdstat_role:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split("calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference<ConnectionMultiplexer>> OpenAsync(string configuration) =>
        new(await ConnectionMultiplexer.ConnectAsync(configuration));

    private sealed class ThrowingLoggers : ILoggerFactory, ILogger
    {
        private int _logged;

        public int Logged => _logged;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Interlocked.Increment(ref _logged);
            throw new InvalidOperationException("The sink is full.");
        }

        public void Dispose()
        {
        }
    }
}
