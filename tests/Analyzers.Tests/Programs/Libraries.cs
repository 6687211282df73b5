using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.Extensions.Caching.StackExchangeRedis
{
    public class RedisCacheOptions
    {
        public string? Configuration { get; set; }

        public ConfigurationOptions? ConfigurationOptions { get; set; }

        public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; }

        public bool UseForceReconnect { get; set; }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    public static class StackExchangeRedisCacheServiceCollectionExtensions
    {
        public static IServiceCollection AddStackExchangeRedisCache(
            this IServiceCollection services, Action<Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions> setup) => services;
    }

    public static class StackExchangeRedisDependencyInjectionExtensions
    {
        public static object AddStackExchangeRedis(this object signalr, string redisConnectionString) => signalr;
    }
}

namespace Microsoft.AspNetCore.DataProtection
{
    public static class StackExchangeRedisDataProtectionBuilderExtensions
    {
        public static object PersistKeysToStackExchangeRedis(this object builder, IConnectionMultiplexer redis, RedisKey key) => builder;
    }
}

namespace Hangfire.Redis.StackExchange
{
    public static class RedisStorageExtensions
    {
        public static object UseRedisStorage(this object configuration, string nameOrConnectionString) => configuration;

        public static object UseRedisStorage(this object configuration, IConnectionMultiplexer redis) => configuration;
    }
}

namespace Shop.Libraries
{
    using Hangfire.Redis.StackExchange;
    using Microsoft.AspNetCore.DataProtection;

    public static class Startup
    {
        public static void Add(IServiceCollection services, object signalr, object hangfire, object protection, IConnectionMultiplexer redis, string text)
        {
            services.AddStackExchangeRedisCache(o => o.Configuration = text); // expect RSF1010
            services.AddStackExchangeRedisCache(o => o.Configuration = "localhost:6379"); // expect RSF1010
            services.AddStackExchangeRedisCache(o => // expect RSF1010
            {
                o.Configuration = "a:6379,b:6379,connectTimeout=500"; // expect RSF1007
            });
            services.AddStackExchangeRedisCache(o => o.ConfigurationOptions = new ConfigurationOptions // expect RSF1008, RSF1010
            {
                EndPoints = { "shop.ab12.ng.0001.use1.cache.amazonaws.com" },
            });
            services.AddStackExchangeRedisCache(o => o.Configuration = "shop-ro.ab12.ng.0001.use1.cache.amazonaws.com"); // expect RSF1005, RSF1010
            signalr.AddStackExchangeRedis("localhost"); // expect RSF1004, RSF1010
            signalr.AddStackExchangeRedis("localhost,abortConnect=false"); // expect RSF1010
            hangfire.UseRedisStorage("localhost,abortConnect=false"); // expect RSF1010
            protection.PersistKeysToStackExchangeRedis(redis, "keys"); // expect RSF1010

            // The program opens the connection.
            hangfire.UseRedisStorage(redis); // quiet
            services.AddStackExchangeRedisCache(o => o.ConnectionMultiplexerFactory = () => Task.FromResult(redis)); // quiet
            services.AddStackExchangeRedisCache(o =>
            {
                o.UseForceReconnect = true; // expect RSF1011
                o.ConnectionMultiplexerFactory = () => Task.FromResult(redis);
            });

            // The factory opens another.
            services.AddStackExchangeRedisCache(o =>
            {
                o.UseForceReconnect = true; // quiet
                o.ConnectionMultiplexerFactory = async () => await ConnectionMultiplexer.ConnectAsync(text + ",abortConnect=false");
            });
        }
    }

    public static class Lookalike
    {
        public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection services) => services;

        public static void Add(IServiceCollection services) => Lookalike.AddStackExchangeRedisCache(services); // quiet
    }
}
