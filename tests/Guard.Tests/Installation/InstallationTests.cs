using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisSafety.Lab;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace RedisSafety.Guard.Tests.Installation;

public sealed class InstallationTests
{
    [Fact]
    public void Installing_twice_replaces_the_options()
    {
        using var guard = new Installed(static options => options.ConnectTimeout = TimeSpan.FromSeconds(7));
        using var again = new Installed(static options => options.ConnectTimeout = TimeSpan.FromSeconds(3));

        Assert.True(RedisFailoverGuard.IsInstalled);
        Assert.Equal(3000, ConfigurationOptions.Parse("shop:6379").ConnectTimeout);
    }

    [Fact]
    public void Removing_gives_back_the_defaults_of_the_library()
    {
        var before = ConfigurationOptions.Parse("shop:6379");
        var expected = (before.ConnectTimeout, before.AbortOnConnectFail, before.HeartbeatInterval, before.KeepAlive);
        ConfigurationOptions made;
        using (new Installed())
        {
            made = ConfigurationOptions.Parse("shop:6379");
            Assert.False(made.AbortOnConnectFail);
        }

        var after = ConfigurationOptions.Parse("shop:6379");

        Assert.False(RedisFailoverGuard.IsInstalled);
        Assert.Equal(expected, (after.ConnectTimeout, after.AbortOnConnectFail, after.HeartbeatInterval, after.KeepAlive));
        Assert.Equal(expected, (made.ConnectTimeout, made.AbortOnConnectFail, made.HeartbeatInterval, made.KeepAlive));
    }

    [Fact]
    public void Settings_of_the_configuration_win()
    {
        using var guard = new Installed();

        var set = ConfigurationOptions.Parse("shop:6379,abortConnect=true,connectTimeout=4321,keepAlive=77");
        set.HeartbeatInterval = TimeSpan.FromSeconds(2);
        set.BacklogPolicy = BacklogPolicy.FailFast;

        Assert.True(set.AbortOnConnectFail);
        Assert.Equal(4321, set.ConnectTimeout);
        Assert.Equal(77, set.KeepAlive);
        Assert.Equal(TimeSpan.FromSeconds(2), set.HeartbeatInterval);
        Assert.Same(BacklogPolicy.FailFast, set.BacklogPolicy);
    }

    [Fact]
    public void Settings_that_a_configuration_leaves_open_are_those_of_the_guard()
    {
        using var guard = new Installed(static options => options.BacklogPolicy = BacklogPolicy.FailFast);

        var open = ConfigurationOptions.Parse("shop:6379");

        Assert.False(open.AbortOnConnectFail);
        Assert.False(open.ResolveDns);
        Assert.Equal(2000, open.ConnectTimeout);
        Assert.Equal(10, open.KeepAlive);
        Assert.Equal(TimeSpan.FromMilliseconds(100), open.HeartbeatInterval);
        Assert.Same(BacklogPolicy.FailFast, open.BacklogPolicy);
    }

    [Theory]
    [InlineData("shop.redis.cache.windows.net:6380")]
    public void Endpoints_of_another_provider_are_left_to_it(string endpoint)
    {
        var provider = ConfigurationOptions.Parse(endpoint).Defaults.GetType();
        using var guard = new Installed();

        Assert.Same(provider, ConfigurationOptions.Parse(endpoint).Defaults.GetType());
    }

    [Fact]
    public void A_provider_that_is_added_later_comes_first()
    {
        using var guard = new Installed();
        DefaultOptionsProvider.AddProvider(new LaterProvider());

        Assert.IsType<LaterProvider>(ConfigurationOptions.Parse("later.example:6379").Defaults);
        Assert.IsNotType<LaterProvider>(ConfigurationOptions.Parse("shop.example:6379").Defaults);
    }

    [Fact]
    public void A_predicate_chooses_the_endpoints()
    {
        using var guard = new Installed(static options => options.Covers = RedisFailoverGuard.IsAmazon);

        Assert.False(ConfigurationOptions.Parse("shop.abc.ng.0001.use1.cache.amazonaws.com:6379").AbortOnConnectFail);
        Assert.True(ConfigurationOptions.Parse("shop.example:6379").AbortOnConnectFail);
    }

    [Fact]
    public void A_predicate_that_throws_covers_nothing()
    {
        using var guard = new Installed(static options => options.Covers = static _ => throw new InvalidOperationException());

        Assert.True(ConfigurationOptions.Parse("shop.example:6379").AbortOnConnectFail);
    }

    [Theory]
    [InlineData("shop.abc123.ng.0001.use1.cache.amazonaws.com", true)]
    [InlineData("clustercfg.shop.abc123.use1.cache.amazonaws.com", true)]
    [InlineData("master.shop.abc123.cnn1.cache.amazonaws.com.cn", true)]
    [InlineData("clustercfg.shop.abc123.memorydb.us-east-1.amazonaws.com", true)]
    [InlineData("SHOP.ABC123.USE1.CACHE.AMAZONAWS.COM.", true)]
    [InlineData("shop.example.com", false)]
    [InlineData("cache.amazonaws.com.example.com", false)]
    [InlineData("s3.us-east-1.amazonaws.com", false)]
    public void Names_of_ElastiCache_and_MemoryDB_are_known(string host, bool isAmazon) =>
        Assert.Equal(isAmazon, RedisFailoverGuard.IsAmazon(new DnsEndPoint(host, 6379)));

    [Theory]
    [InlineData("shop.abc123.ng.0001.use1.cache.amazonaws.com", true)]
    [InlineData("master.shop.abc123.use1.cache.amazonaws.com", true)]
    [InlineData("MASTER.SHOP.ABC123.CNN1.CACHE.AMAZONAWS.COM.CN", true)]
    [InlineData("shop-ro.abc123.ng.0001.use1.cache.amazonaws.com", false)]
    [InlineData("replica.shop.abc123.use1.cache.amazonaws.com", false)]
    [InlineData("shop-001.abc123.0001.use1.cache.amazonaws.com", false)]
    [InlineData("shop-001.shop.abc123.use1.cache.amazonaws.com", false)]
    [InlineData("clustercfg.shop.abc123.use1.cache.amazonaws.com", false)]
    [InlineData("master.shop.example.com", false)]
    public void Names_of_primaries_are_known(string host, bool isPrimary) => Assert.Equal(isPrimary, AmazonNames.IsPrimary(host));

    [Fact]
    public void Addresses_are_no_names_of_Amazon() => Assert.False(RedisFailoverGuard.IsAmazon(new IPEndPoint(IPAddress.Loopback, 6379)));

    [Theory]
    [InlineData(nameof(RedisFailoverGuardOptions.ConnectTimeout), 0)]
    [InlineData(nameof(RedisFailoverGuardOptions.KeepAliveInterval), 0.5)]
    [InlineData(nameof(RedisFailoverGuardOptions.HeartbeatInterval), -1)]
    [InlineData(nameof(RedisFailoverGuardOptions.RoleTimeout), 0)]
    [InlineData(nameof(RedisFailoverGuardOptions.RepairTimeLimit), 1e9)]
    public void Options_out_of_range_are_refused(string name, double seconds)
    {
        var options = new RedisFailoverGuardOptions();
        typeof(RedisFailoverGuardOptions).GetProperty(name)!.SetValue(options, TimeSpan.FromSeconds(seconds));

        Assert.Contains(name, Assert.Throws<ArgumentException>(() => RedisFailoverGuard.Install(options)).Message, StringComparison.Ordinal);
        Assert.False(RedisFailoverGuard.IsInstalled);
    }

    [Fact]
    public async Task A_connection_that_was_opened_before_is_protected_on_demand()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var client = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration);
        Assert.Throws<InvalidOperationException>(() => RedisFailoverGuard.Protect(client));
        using var guard = new Installed();

        Assert.True(RedisFailoverGuard.Protect(client));
        Assert.False(RedisFailoverGuard.Protect(client));
        await nodes.SwapAsync();

        await Until.TrueAsync("a write is taken", async () =>
        {
            await client.GetDatabase().StringSetAsync("key", 1);
            return true;
        });
    }

    [Fact]
    public async Task A_registered_multiplexer_is_protected_and_repairs_are_logged_by_the_host()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var client = await ConnectionMultiplexer.ConnectAsync(nodes.Configuration + ",name=registered");
        using var logged = new CollectedLogs();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.AddProvider(logged);
        builder.Services.AddSingleton<IConnectionMultiplexer>(client);
        builder.Services.AddRedisFailoverGuard().AddRedisFailoverGuard();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal(1, RedisFailoverGuard.WatchedConnections);
            await nodes.SwapAsync();
            await Until.TrueAsync("a write is taken", async () =>
            {
                await client.GetDatabase().StringSetAsync("key", 1);
                return true;
            });
            await Until.TrueAsync("the repair is logged", () => logged.Messages.Any(static message =>
                message.StartsWith("registered: repaired after", StringComparison.Ordinal)));
        }
        finally
        {
            await host.StopAsync(TestContext.Current.CancellationToken);
            RedisFailoverGuard.Remove();
        }
    }

    [Fact]
    public async Task The_connections_of_a_router_are_left_alone()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var guard = new Installed();

        await using var router = await RedisRouter.ConnectAsync(nodes.Configuration, TestContext.Current.CancellationToken);

        Assert.Equal(0, RedisFailoverGuard.WatchedConnections);
    }

    [Fact]
    public async Task They_are_left_alone_behind_a_provider_that_passes_the_call_on()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var guard = new Installed();
        var settings = new RedisSafetyOptions
        {
            Configuration = nodes.Configuration,
            ConfigureConnection = static options => options.Defaults = new PassingProvider(options.Defaults),
        };

        await using var router = await RedisRouter.ConnectAsync(settings, null, TestContext.Current.CancellationToken);
        Assert.Equal(0, RedisFailoverGuard.WatchedConnections);

        var other = ConfigurationOptions.Parse(nodes.Configuration);
        other.Defaults = new PassingProvider(other.Defaults);
        await using var client = await ConnectionMultiplexer.ConnectAsync(other);
        Assert.Equal(1, RedisFailoverGuard.WatchedConnections);
    }

    [Fact]
    public async Task Sentinels_are_left_alone()
    {
        await using var watched = await SentinelDeployment.StartAsync();
        using var measured = new Measurements();
        using var guard = new Installed();

        await using var client = await ConnectionMultiplexer.ConnectAsync(watched.Configuration);
        await client.GetDatabase().StringSetAsync("key", 1);

        Assert.Equal(0, measured.Started);
    }

    private sealed class LaterProvider : DefaultOptionsProvider
    {
        public override bool IsMatch(EndPoint endpoint) => endpoint is DnsEndPoint { Host: "later.example" };
    }

    private sealed class PassingProvider(DefaultOptionsProvider inner) : DefaultOptionsProvider
    {
        public override Task AfterConnectAsync(ConnectionMultiplexer multiplexer, Action<string> log) => inner.AfterConnectAsync(multiplexer, log);
    }

    private sealed class CollectedLogs : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _messages = [];

        public IReadOnlyCollection<string> Messages => _messages;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _messages.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
