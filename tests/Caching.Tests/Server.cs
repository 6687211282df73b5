using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Caching.Tests;

/// <summary>One server, with Microsoft's cache and ours on it under the same prefix.</summary>
public sealed class Server : IAsyncLifetime
{
    public const string Prefix = "shop:";

    private ServiceProvider? _microsoft;
    private ServiceProvider? _ours;

    public RedisServer Redis { get; private set; } = null!;

    /// <summary>A cache by its name: <c>Microsoft</c> or <c>RedisSafety</c>.</summary>
    public IBufferDistributedCache Cache(string name) =>
        (IBufferDistributedCache)(name == "Microsoft" ? _microsoft! : _ours!).GetRequiredService<IDistributedCache>();

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        _microsoft = new ServiceCollection()
            .AddStackExchangeRedisCache(options =>
            {
                options.Configuration = Redis.Endpoint;
                options.InstanceName = Prefix;
            })
            .BuildServiceProvider();
        var services = new ServiceCollection();
        services.AddRedisSafety(Redis.Endpoint).AddDistributedCache(static options => options.KeyPrefix = Prefix);
        _ours = services.BuildServiceProvider();
    }

    /// <summary>The time that a key has left, in milliseconds; −1 for ever, −2 for a key that is not there.</summary>
    public async Task<long> LeftAsync(string key) => (long)await Redis.ExecuteAsync("PTTL", Prefix + key);

    public async ValueTask DisposeAsync()
    {
        await _microsoft!.DisposeAsync();
        await _ours!.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
