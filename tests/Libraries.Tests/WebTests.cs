using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Libraries.Tests;

/// <summary>A web application during a failover, as its visitors see it.</summary>
public sealed class WebTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visitor_keeps_the_session_through_a_failover()
    {
        using var guard = new Guard.Tests.Installed();
        await using var servers = await LibraryFailover.StartAsync("swap");
        await using var shop = Shop(services =>
        {
            services.AddStackExchangeRedisCache(options => options.Configuration = servers.Configuration);
            services.AddSession();
        });
        shop.UseSession();
        shop.MapGet(
            "/set/{name}/{count:int}", static (string name, int count, HttpContext context) => context.Session.SetInt32(name, count));
        shop.MapGet("/{name}", static (string name, HttpContext context) => context.Session.GetInt32(name) ?? 0);
        await shop.StartAsync(Cancellation);
        using var cookies = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
        using var visitor = new HttpClient(cookies) { BaseAddress = new Uri(shop.Urls.Single()) };
        await visitor.GetStringAsync("/set/apples/2", Cancellation);

        await servers.FailOverAsync(TimeSpan.Zero, TimeSpan.Zero);

        // Session state reports a write that failed in its log alone.
        await Until.TrueAsync("pears are kept", async () =>
        {
            await visitor.GetStringAsync("/set/pears/3", Cancellation);
            return await visitor.GetStringAsync("/pears", Cancellation) == "3";
        });
        Assert.Equal("2", await visitor.GetStringAsync("/apples", Cancellation));
    }

    [Fact]
    public async Task A_page_is_cached_again_after_a_failover()
    {
        using var guard = new Guard.Tests.Installed();
        await using var servers = await LibraryFailover.StartAsync("swap");
        await using var shop = Shop(services =>
        {
            services.AddOutputCache();
            services.AddStackExchangeRedisOutputCache(options => options.Configuration = servers.Configuration);
        });
        var made = 0;
        shop.UseOutputCache();
        shop.MapGet("/page/{id:int}", (int id) => $"{id}: {Interlocked.Increment(ref made)}").CacheOutput();
        await shop.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(shop.Urls.Single()) };
        Assert.Equal(await client.GetStringAsync("/page/1", Cancellation), await client.GetStringAsync("/page/1", Cancellation));

        await servers.FailOverAsync(TimeSpan.Zero, TimeSpan.Zero);

        var id = 1;
        await Until.TrueAsync("a new page is cached", async () =>
        {
            id++;
            return await client.GetStringAsync($"/page/{id}", Cancellation) == await client.GetStringAsync($"/page/{id}", Cancellation);
        });
        Assert.Equal("1: 1", await client.GetStringAsync("/page/1", Cancellation));
    }

    [Fact]
    public async Task A_server_that_starts_after_a_failover_reads_what_was_protected_before()
    {
        using var guard = new Guard.Tests.Installed();
        await using var servers = await LibraryFailover.StartAsync("swap");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(servers.Configuration);
        await using var before = Protection(redis);
        var cookie = before.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookies").Protect("Ada");

        await servers.FailOverAsync(TimeSpan.Zero, TimeSpan.Zero);

        await Until.TrueAsync("the key ring can be written", async () => await redis.GetDatabase().StringSetAsync("other", 1));
        await using var after = Protection(redis);
        Assert.Equal("Ada", after.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookies").Unprotect(cookie));
    }

    private static ServiceProvider Protection(ConnectionMultiplexer redis)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("shop").PersistKeysToStackExchangeRedis(redis, "keys");
        return services.BuildServiceProvider();
    }

    private static WebApplication Shop(Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure(builder.Services);
        return builder.Build();
    }
}
