using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Shop.ReaderEndpoint;

public static class Startup
{
    public static void Add(IServiceCollection services)
    {
        services.AddKeyedSingleton<IConnectionMultiplexer>("reader", (_, _) => ConnectionMultiplexer.Connect("shop-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false")); // expect RSF1005
        services.AddKeyedSingleton<IConnectionMultiplexer>("views", (_, _) => ConnectionMultiplexer.Connect("view-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false")); // quiet
        services.AddKeyedSingleton<IConnectionMultiplexer>("primary", (_, _) => ConnectionMultiplexer.Connect("a,abortConnect=false")); // quiet

        var given = ConnectionMultiplexer.Connect("all-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false"); // expect RSF1005
        services.AddSingleton<IConnectionMultiplexer>(given);
    }
}

public sealed class Writer([FromKeyedServices("reader")] IConnectionMultiplexer redis)
{
    public Task SaveAsync(string key) => redis.GetDatabase().StringSetAsync(key, 1);
}

public sealed class Viewer([FromKeyedServices("views")] IConnectionMultiplexer redis, [FromKeyedServices("primary")] IConnectionMultiplexer primary)
{
    public Task<RedisValue> ReadAsync(string key) => redis.GetDatabase().StringGetAsync(key);

    public Task SaveAsync(string key) => primary.GetDatabase().StringSetAsync(key, 1);
}

public sealed class Plain
{
    private readonly IDatabase _db;

    public Plain(IConnectionMultiplexer redis) => _db = redis.GetDatabase();

    public void Save(string key) => _db.StringSet(key, 1);
}
