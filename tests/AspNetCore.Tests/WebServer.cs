using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RedisSafety.AspNetCore.Tests;

/// <summary>One of the servers behind a load balancer: it sets a key and tells it.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private static readonly RedisOperation<string, bool, bool> Set = new(
        "SET", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, value, flags) => database.StringSetAsync("cart", value, flags: flags),
        static (reply, _) => reply)
    { Key = static _ => "cart" };

    private static readonly RedisOperation<bool, RedisValue, string?> Get = new(
        "GET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, _, flags) => database.StringGetAsync("cart", flags),
        static (reply, _) => reply)
    { Key = static _ => "cart", Consistency = ReadConsistency.ReadYourWrites };

    private readonly WebApplication _application;

    private WebServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    public static async Task<WebServer> StartAsync(string redis, byte[] key, Action<RedisSessionOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var services = builder.Services.AddRedisSafety(options =>
        {
            options.Configuration = redis;
            options.SessionKeys.Add(key);
        });
        if (configure is not null)
        {
            services.AddSessions(configure);
        }

        var application = builder.Build();
        application.UseRedisSessions();
        application.MapPost("/{value}", async (string value, RedisRouter router) => (await router.ExecuteAsync(Set, value)).ToString());
        application.MapGet("/", async (RedisRouter router) => await router.ExecuteAsync(Get, true) ?? "nothing");
        application.MapGet("/lost", (HttpContext context) => context.Features.Get<RedisSession>()!.LostWrites.ToString());
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new WebServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
