using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Hangfire;
using Hangfire.Redis.StackExchange;
using Hangfire.States;
using Medallion.Threading.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace RedisSafety.Libraries;

/// <summary>The libraries, by name.</summary>
public static class LibraryCatalogue
{
    private static readonly byte[] Value = "a value"u8.ToArray();

    /// <summary>Opens a library with a connection string of StackExchange.Redis.</summary>
    public static readonly Dictionary<string, Func<string, Task<Library>>> All = new()
    {
        ["RedisCache"] = RedisCacheAsync,
        ["HybridCache"] = HybridCacheAsync,
        ["Session"] = SessionAsync,
        ["DataProtection"] = DataProtectionAsync,
        ["OutputCache"] = OutputCacheAsync,
        ["SignalR"] = SignalRAsync,
        ["Hangfire"] = HangfireAsync,
        ["FusionCache"] = FusionCacheAsync,
        ["DistributedLock"] = DistributedLockAsync,
    };

    private static Task<Library> RedisCacheAsync(string configuration)
    {
        var services = new ServiceCollection().AddStackExchangeRedisCache(options => options.Configuration = configuration);
        var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<IDistributedCache>();
        var expiry = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) };
        return Task.FromResult(new Library(
            number => cache.SetAsync(Key(number), Value, expiry),
            () => provider.DisposeAsync().AsTask()));
    }

    private static Task<Library> HybridCacheAsync(string configuration)
    {
        var services = new ServiceCollection().AddStackExchangeRedisCache(options => options.Configuration = configuration);
        services.AddHybridCache();
        var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<HybridCache>();
        var shared = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache };
        return Task.FromResult(new Library(
            async number =>
            {
                await cache.SetAsync(Key(number), number);
                var read = await cache.GetOrCreateAsync(
                    Key(number), static _ => ValueTask.FromException<int>(new MissedException()), shared);
                Found(read == number);
            },
            () => provider.DisposeAsync().AsTask()));
    }

    private static async Task<Library> SessionAsync(string configuration)
    {
        var builder = Web();
        builder.Services.AddStackExchangeRedisCache(options => options.Configuration = configuration);
        builder.Services.AddSession();
        var app = builder.Build();
        app.UseSession();
        app.MapGet("/set/{value:int}", static (int value, HttpContext context) =>
        {
            context.Session.SetInt32("value", value);
            return "ok";
        });
        app.MapGet("/get", static (HttpContext context) => context.Session.GetInt32("value") ?? -1);
        var address = await StartAsync(app);

        // A visitor a call: the requests of one session follow each other.
        return new Library(
            async number =>
            {
                using var cookies = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
                using var visitor = new HttpClient(cookies) { BaseAddress = address };
                (await visitor.GetAsync($"/set/{number}")).EnsureSuccessStatusCode();
                var read = await visitor.GetStringAsync("/get");
                Found(read == number.ToString(CultureInfo.InvariantCulture));
            },
            () => app.DisposeAsync().AsTask());
    }

    private static async Task<Library> DataProtectionAsync(string configuration)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        var services = new ServiceCollection();
        services.AddDataProtection().PersistKeysToStackExchangeRedis(connection, "DataProtection-Keys");
        var provider = services.BuildServiceProvider();
        var repository = (RedisXmlRepository)provider.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository!;
        return new Library(
            number => OnThread(() => repository.StoreElement(new XElement("key", number), Key(number))),
            async () =>
            {
                await provider.DisposeAsync();
                await connection.DisposeAsync();
            });
    }

    private static Task<Library> OutputCacheAsync(string configuration)
    {
        var services = new ServiceCollection();
        services.AddOutputCache();
        services.AddStackExchangeRedisOutputCache(options => options.Configuration = configuration);
        var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<IOutputCacheStore>();
        return Task.FromResult(new Library(
            async number =>
            {
                await store.SetAsync(Key(number), Value, ["tag"], TimeSpan.FromMinutes(5), CancellationToken.None);
                Found(await store.GetAsync(Key(number), CancellationToken.None) is not null);
            },
            () => provider.DisposeAsync().AsTask()));
    }

    private static async Task<Library> SignalRAsync(string configuration)
    {
        // A message of each server reaches the clients of the other through Redis.
        WebApplication[] servers = [SignalRServer(configuration), SignalRServer(configuration)];
        var received = new ConcurrentDictionary<(int Client, string Message), TaskCompletionSource>();
        List<HubConnection> clients = [];
        foreach (var server in servers)
        {
            var client = new HubConnectionBuilder().WithUrl(new Uri(await StartAsync(server), "/hub")).WithAutomaticReconnect().Build();
            var index = clients.Count;
            client.On<string>("message", message => Received(index, message).TrySetResult());
            await client.StartAsync();
            clients.Add(client);
        }

        var hubs = servers.Select(static server => server.Services.GetRequiredService<IHubContext<ShopHub>>()).ToArray();
        return new Library(
            number => Task.WhenAll(SendAsync(0, 1, $"first {number}"), SendAsync(1, 0, $"second {number}")),
            async () =>
            {
                foreach (var client in clients)
                {
                    await client.DisposeAsync();
                }

                foreach (var server in servers)
                {
                    await server.DisposeAsync();
                }
            });

        TaskCompletionSource Received(int client, string message) => received.GetOrAdd((client, message), static _ => new());

        async Task SendAsync(int from, int to, string message)
        {
            await hubs[from].Clients.All.SendAsync("message", message);
            await Received(to, message).Task.WaitAsync(TimeSpan.FromSeconds(5));
        }
    }

    private static async Task<Library> HangfireAsync(string configuration)
    {
        // The storage opens the connection itself; a job is done when a worker has run it.
        var storage = await OnThread(() => new RedisStorage(configuration));
        var jobs = new BackgroundJobClient(storage);
        var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 4 }, storage);
        return new Library(
            async number =>
            {
                await OnThread(() => jobs.Create(() => ShopJob.Run(number), new EnqueuedState()));
                await ShopJob.DoneAsync(number).WaitAsync(TimeSpan.FromSeconds(5));
            },
            () => OnThread(() =>
            {
                server.SendStop();
                server.Dispose();
            }));
    }

    private static Task<Library> FusionCacheAsync(string configuration)
    {
        var services = new ServiceCollection().AddStackExchangeRedisCache(options => options.Configuration = configuration);
        services.AddFusionCache()
            .WithSerializer(new FusionCacheSystemTextJsonSerializer())
            .WithRegisteredDistributedCache()
            .WithBackplane(new RedisBackplane(new RedisBackplaneOptions { Configuration = configuration }));
        var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<IFusionCache>();
        return Task.FromResult(new Library(
            async number =>
            {
                await cache.SetAsync(Key(number), number);
                var read = await cache.TryGetAsync<int>(Key(number), static options => options.SetSkipMemoryCacheRead());
                Found(read.HasValue && read.Value == number);
            },
            () => provider.DisposeAsync().AsTask()));
    }

    private static async Task<Library> DistributedLockAsync(string configuration)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        return new Library(
            async number =>
            {
                await using var handle = await new RedisDistributedLock(Key(number), connection.GetDatabase()).TryAcquireAsync();
                Found(handle is not null);
            },
            () => connection.DisposeAsync().AsTask());
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"library:{number}");

    private static void Found(bool found)
    {
        if (!found)
        {
            throw new MissedException();
        }
    }

    // A synchronous call holds a thread for as long as it waits: not one of the pool that all others need.
    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task<T> OnThread<T>(Func<T> action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static WebApplication SignalRServer(string configuration)
    {
        var builder = Web();
        builder.Services.AddSignalR().AddStackExchangeRedis(configuration);
        var app = builder.Build();
        app.MapHub<ShopHub>("/hub");
        return app;
    }

    private static WebApplicationBuilder Web()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private static async Task<Uri> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        var server = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>();
        return new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }
}
