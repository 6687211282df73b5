using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace RedisSafety.Libraries.Tests;

/// <summary>Libraries on the router's distributed cache: a planned swap fails none of their calls.</summary>
public sealed class RoutedCacheTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task HybridCache_keeps_each_value_through_a_failover() => KeepsAsync(
        static services => services.AddHybridCache(),
        static async (provider, number) =>
        {
            var cache = provider.GetRequiredService<HybridCache>();
            var shared = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache };
            await cache.SetAsync($"key:{number}", number, cancellationToken: Cancellation);
            return await cache.GetOrCreateAsync(
                $"key:{number}", static _ => new ValueTask<int>(-1), shared, cancellationToken: Cancellation);
        });

    [Fact]
    public Task FusionCache_keeps_each_value_through_a_failover() => KeepsAsync(
        static services => services.AddFusionCache()
            .WithSerializer(new FusionCacheSystemTextJsonSerializer())
            .WithRegisteredDistributedCache(),
        static async (provider, number) =>
        {
            var cache = provider.GetRequiredService<IFusionCache>();
            await cache.SetAsync($"key:{number}", number, token: Cancellation);
            var read = await cache.TryGetAsync<int>(
                $"key:{number}", static options => options.SetSkipMemoryCacheRead(), token: Cancellation);
            return read.GetValueOrDefault(-1);
        });

    [Fact]
    public async Task A_session_keeps_each_value_through_a_failover()
    {
        await using var servers = await LibraryFailover.StartAsync("swap");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        AddCache(builder.Services, servers.Configuration);
        builder.Services.AddSession(static options => options.IOTimeout = TimeSpan.FromSeconds(30));
        await using var shop = builder.Build();
        shop.UseSession();
        shop.MapGet("/add", static (HttpContext context) =>
        {
            var count = 1 + (context.Session.GetInt32("apples") ?? 0);
            context.Session.SetInt32("apples", count);
            return count;
        });
        await shop.StartAsync(Cancellation);
        using var cookies = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
        using var visitor = new HttpClient(cookies) { BaseAddress = new Uri(shop.Urls.Single()) };

        await ThroughAsync(servers, async number =>
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), await visitor.GetStringAsync("/add", Cancellation)));
    }

    private static async Task KeepsAsync(Action<IServiceCollection> add, Func<IServiceProvider, int, Task<int>> keepAsync)
    {
        await using var servers = await LibraryFailover.StartAsync("swap");
        var services = new ServiceCollection();
        AddCache(services, servers.Configuration);
        add(services);
        await using var provider = services.BuildServiceProvider();

        await ThroughAsync(servers, async number => Assert.Equal(number, await keepAsync(provider, number)));
    }

    private static void AddCache(IServiceCollection services, string configuration) =>
        services.AddRedisSafety(options =>
        {
            options.Configuration = configuration;
            options.CallBudget = TimeSpan.FromSeconds(30);
        }).AddDistributedCache(static options => options.Budget = TimeSpan.FromSeconds(30));

    // One call after another, from before the failover until after it.
    private static async Task ThroughAsync(LibraryFailover servers, Func<int, Task> callAsync)
    {
        await callAsync(1);
        var failover = servers.FailOverAsync(TimeSpan.Zero, TimeSpan.Zero);
        var number = 1;
        while (!failover.IsCompleted)
        {
            await callAsync(++number);
        }

        await failover;
        for (var i = 0; i < 20; i++)
        {
            await callAsync(++number);
        }
    }
}
