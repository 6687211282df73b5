using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Caching.Tests;

public sealed class OutageTests
{
    private static readonly byte[] Value = [1];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_planned_failover_fails_no_call()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var provider = Provider(nodes.Configuration, static options => options.Budget = TimeSpan.FromSeconds(20));
        var cache = provider.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("key", Value, new(), Cancellation);
        using var stop = new CancellationTokenSource();
        var calls = Task.Run(async () =>
        {
            for (byte i = 0; !stop.IsCancellationRequested; i++)
            {
                await cache.SetAsync("key", [i], new(), Cancellation);
                Assert.Equal(i, Assert.Single((await cache.GetAsync("key", Cancellation))!));
            }
        }, Cancellation);

        await nodes.SwapAsync();
        await cache.SetAsync("other", Value, new(), Cancellation);
        await stop.CancelAsync();

        await calls;
    }

    [Fact]
    public async Task Without_Redis_calls_throw_within_their_budget()
    {
        var server = await RedisServer.StartAsync();
        await using var provider = Provider(server.Endpoint, static options => options.Budget = TimeSpan.FromMilliseconds(200));
        var cache = provider.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("key", Value, new(), Cancellation);
        await server.DisposeAsync();

        await Assert.ThrowsAsync<RedisUnavailableException>(() => cache.GetAsync("key", Cancellation));
        await Assert.ThrowsAsync<RedisUnavailableException>(() => cache.SetAsync("key", Value, new(), Cancellation));
        await Assert.ThrowsAsync<RedisUnavailableException>(() => cache.RefreshAsync("key", Cancellation));
        await Assert.ThrowsAsync<RedisUnavailableException>(() => cache.RemoveAsync("key", Cancellation));
    }

    [Fact]
    public async Task Without_Redis_a_cache_that_may_miss_is_empty_and_removes_nothing_silently()
    {
        var server = await RedisServer.StartAsync();
        await using var provider = Provider(server.Endpoint, static options =>
        {
            options.Budget = TimeSpan.FromMilliseconds(200);
            options.WhenUnavailable = RedisCacheOutage.Miss;
        });
        var cache = provider.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("key", Value, new(), Cancellation);
        await server.DisposeAsync();

        Assert.Null(await cache.GetAsync("key", Cancellation));
        await cache.SetAsync("key", Value, new(), Cancellation);
        await cache.RefreshAsync("key", Cancellation);
        await Assert.ThrowsAsync<RedisUnavailableException>(() => cache.RemoveAsync("key", Cancellation));
    }

    [Fact]
    public async Task HybridCache_works_on_it()
    {
        await using var server = await RedisServer.StartAsync();
        var services = new ServiceCollection();
        services.AddRedisSafety(server.Endpoint).AddDistributedCache();
        services.AddHybridCache();
        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<HybridCache>();
        var shared = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache };

        await cache.SetAsync("key", "a value", cancellationToken: Cancellation);

        Assert.Equal("a value", await cache.GetOrCreateAsync(
            "key", static _ => new ValueTask<string>("another"), shared, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Keys_that_Microsofts_package_has_stored_are_used_and_none_is_stored_twice()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Endpoint);
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("shop").PersistKeysToStackExchangeRedis(connection);
        await using var before = services.BuildServiceProvider();
        var text = before.GetRequiredService<IDataProtectionProvider>().CreateProtector("cart").Protect("3 apples");

        var others = new ServiceCollection();
        others.AddRedisSafety(server.Endpoint);
        others.AddDataProtection().SetApplicationName("shop").PersistKeysToRedisSafety();
        await using var after = others.BuildServiceProvider();
        var repository = after.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository!;

        Assert.Equal("3 apples", after.GetRequiredService<IDataProtectionProvider>().CreateProtector("cart").Unprotect(text));
        var element = new System.Xml.Linq.XElement("key", "x");
        repository.StoreElement(element, "x");
        repository.StoreElement(element, "x");
        Assert.Equal(2, repository.GetAllElements().Count);
    }

    [Fact]
    public async Task Responses_are_kept_and_evicted_by_tag()
    {
        await using var server = await RedisServer.StartAsync();
        var services = new ServiceCollection().AddLogging();
        services.AddRedisSafety(server.Endpoint).AddOutputCache();
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<IOutputCacheStore>();

        await store.SetAsync("page", Value, ["products"], TimeSpan.FromMinutes(1), Cancellation);
        await store.SetAsync("other", Value, null, TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(Value, await store.GetAsync("page", Cancellation));
        await store.EvictByTagAsync("products", Cancellation);

        Assert.Null(await store.GetAsync("page", Cancellation));
        Assert.Equal(Value, await store.GetAsync("other", Cancellation));
        Assert.True((long)await server.ExecuteAsync("PTTL", "output:page:other") > 0);
    }

    [Fact]
    public async Task Without_Redis_the_output_cache_is_empty_and_an_eviction_throws()
    {
        var server = await RedisServer.StartAsync();
        var services = new ServiceCollection().AddLogging();
        services.AddRedisSafety(options =>
        {
            options.Configuration = server.Endpoint;
            options.CallBudget = TimeSpan.FromSeconds(1);
        }).AddOutputCache(static options => options.Budget = TimeSpan.FromMilliseconds(200));
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<IOutputCacheStore>();
        await store.SetAsync("page", Value, ["products"], TimeSpan.FromMinutes(1), Cancellation);
        await server.DisposeAsync();

        Assert.Null(await store.GetAsync("page", Cancellation));
        await store.SetAsync("page", Value, ["products"], TimeSpan.FromMinutes(1), Cancellation);
        await Assert.ThrowsAsync<RedisUnavailableException>(() => store.EvictByTagAsync("products", Cancellation).AsTask());
    }

    private static ServiceProvider Provider(string configuration, Action<RedisSafetyCacheOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddRedisSafety(configuration).AddDistributedCache(configure);
        return services.BuildServiceProvider();
    }
}
