using Microsoft.AspNetCore.OutputCaching.StackExchangeRedis;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.Extensions.Caching.StackExchangeRedis
{
    public class RedisCacheOptions
    {
        public string? Configuration { get; set; }

        public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; }
    }
}

namespace Microsoft.AspNetCore.OutputCaching.StackExchangeRedis
{
    public class RedisOutputCacheOptions
    {
        public string? Configuration { get; set; }

        public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    public static class StackExchangeRedisCacheServiceCollectionExtensions
    {
        public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection services, Action<RedisCacheOptions> setup) =>
            services;
    }

    public static class StackExchangeRedisOutputCacheServiceCollectionExtensions
    {
        public static IServiceCollection AddStackExchangeRedisOutputCache(
            this IServiceCollection services, Action<RedisOutputCacheOptions> setup) => services;
    }
}

namespace Shop.ConfiguredLibraries
{
    public static class Startup
    {
        public static void Add(IServiceCollection services)
        {
            // The factory is set where the connection is known.
            services.AddStackExchangeRedisCache(_ => { }); // quiet
            services.AddOptions<RedisCacheOptions>().Configure<IConnectionMultiplexer>((options, redis) =>
                options.ConnectionMultiplexerFactory = () => Task.FromResult(redis));

            // The configuration is set by another call.
            services.AddStackExchangeRedisOutputCache(_ => { }); // expect RSF1010
            services.Configure<RedisOutputCacheOptions>(options => options.Configuration = "a,b"); // expect RSF1006, RSF1007
        }
    }
}
