using Hangfire.Redis.StackExchange;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;

namespace Microsoft.Extensions.Caching.StackExchangeRedis
{
    public class RedisCacheOptions : IOptions<RedisCacheOptions>
    {
        RedisCacheOptions IOptions<RedisCacheOptions>.Value => this;

        public string? Configuration { get; set; }

        public ConfigurationOptions? ConfigurationOptions { get; set; }

        public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; }

        public string? InstanceName { get; set; }
    }

    public class RedisCache
    {
        public RedisCache(IOptions<RedisCacheOptions> options)
        {
        }
    }
}

namespace ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis
{
    public class RedisBackplaneOptions
    {
        public string? Configuration { get; set; }

        public ConfigurationOptions? ConfigurationOptions { get; set; }
    }

    public class RedisBackplane
    {
        public RedisBackplane(RedisBackplaneOptions options)
        {
        }
    }
}

namespace Microsoft.AspNetCore.SignalR.StackExchangeRedis
{
    public class RedisOptions
    {
        public ConfigurationOptions Configuration { get; set; } = new();

        public Func<System.IO.TextWriter, Task<IConnectionMultiplexer>>? ConnectionFactory { get; set; }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    public static class StackExchangeRedisCacheServiceCollectionExtensions
    {
        public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection services, Action<RedisCacheOptions> setup) =>
            services;
    }

    public static class StackExchangeRedisDependencyInjectionExtensions
    {
        public static object AddStackExchangeRedis(this object signalr, string redisConnectionString) => signalr;

        public static object AddStackExchangeRedis(this object signalr, Action<RedisOptions> configure) => signalr;

        public static object AddStackExchangeRedis(
            this object signalr, string redisConnectionString, Action<RedisOptions> configure) => signalr;
    }

    public static class StackExchangeRedisBackplaneExtensions
    {
        public static IServiceCollection AddFusionCacheStackExchangeRedisBackplane(
            this IServiceCollection services, Action<RedisBackplaneOptions> setup) => services;
    }

    public static class RedisHealthCheckBuilderExtensions
    {
        public static object AddRedis(this object checks, string redisConnectionString) => checks;
    }
}

namespace Hangfire.Redis.StackExchange
{
    public static class RedisStorageExtensions
    {
        public static object UseRedisStorage(this object configuration, string nameOrConnectionString) => configuration;
    }
}

namespace Shop.LibrarySettings
{
    public sealed class Settings
    {
        public string Redis { get; set; } = "";
    }

    public static class Startup
    {
        private const string Nodes = "a:6379,b:6379";
        private const string Primary = "master.shop.ab12.use1.cache.amazonaws.com:6379,ssl=true";
        private const string Reader = "shop-ro.ab12.ng.0001.use1.cache.amazonaws.com:6379";

        public static void Constants(IServiceCollection services, object signalr, object hangfire, object checks)
        {
            // A constant is read at its place of use.
            services.AddStackExchangeRedisCache(o => o.Configuration = Nodes); // expect RSF1006, RSF1007, RSF1010
            services.AddStackExchangeRedisCache(o => o.Configuration = Primary); // expect RSF1008, RSF1010
            signalr.AddStackExchangeRedis(Nodes); // expect RSF1004, RSF1006, RSF1007, RSF1010
            hangfire.UseRedisStorage(Primary + ",abortConnect=false"); // expect RSF1008, RSF1010
            checks.AddRedis($"{Nodes},connectTimeout=500,configCheckSeconds=5,abortConnect=false"); // expect RSF1010
        }

        public static void Objects(IServiceCollection services, object signalr)
        {
            services.AddStackExchangeRedisCache(o => // expect RSF1010
                o.ConfigurationOptions = ConfigurationOptions.Parse(Nodes)); // expect RSF1006, RSF1007
            services.AddStackExchangeRedisCache(o => // expect RSF1010
            {
                var options = new ConfigurationOptions { EndPoints = { "a", "b" }, ConnectTimeout = 500 };
                options.AbortOnConnectFail = false;
                o.ConfigurationOptions = options; // expect RSF1007
            });
            signalr.AddStackExchangeRedis(o => o.Configuration = ConfigurationOptions.Parse("localhost")); // expect RSF1004, RSF1010
            signalr.AddStackExchangeRedis(o => o.Configuration.AbortOnConnectFail = false); // expect RSF1010
            signalr.AddStackExchangeRedis("localhost", o => o.Configuration.AbortOnConnectFail = false); // expect RSF1010
            services.AddFusionCacheStackExchangeRedisBackplane(o => o.Configuration = "localhost"); // expect RSF1004, RSF1010
            services.AddFusionCacheStackExchangeRedisBackplane(o => o.Configuration = Reader + ",abortConnect=false"); // expect RSF1010
        }

        public static void Readers(IServiceCollection services, object hangfire)
        {
            services.AddStackExchangeRedisCache(o => // expect RSF1010
                o.Configuration = "shop-ro.ab12.ng.0001.use1.cache.amazonaws.com:6379"); // expect RSF1005
            services.AddStackExchangeRedisCache(o => // expect RSF1010
                o.ConfigurationOptions = ConfigurationOptions.Parse("replica.shop.ab12.use1.cache.amazonaws.com:6379")); // expect RSF1005
            hangfire.UseRedisStorage("shop-ro.ab12.ng.0001.use1.cache.amazonaws.com:6379,abortConnect=false"); // expect RSF1005, RSF1010
        }

        public static void Quiet(IServiceCollection services, Settings settings, object signalr)
        {
            services.AddStackExchangeRedisCache(o => o.Configuration = settings.Redis); // expect RSF1010
            services.AddStackExchangeRedisCache(o => o.Configuration = "a,b,connectTimeout=500,configCheckSeconds=5"); // expect RSF1010
            services.AddStackExchangeRedisCache(o => o.Configuration = "a,b,serviceName=shop"); // expect RSF1010
            services.AddStackExchangeRedisCache(o => o.Configuration = "shop.redis.cache.windows.net"); // expect RSF1010
            services.AddStackExchangeRedisCache(o => o.InstanceName = "a,b"); // expect RSF1010
            signalr.AddStackExchangeRedis("localhost,abortConnect=true"); // expect RSF1010
            signalr.AddStackExchangeRedis("shop.redis.cache.windows.net"); // expect RSF1010
        }

        // A method instead of a lambda, and options that are configured elsewhere.
        public static void Others(IServiceCollection services)
        {
            services.AddStackExchangeRedisCache(Configure); // expect RSF1010
            Action<RedisCacheOptions> setup = o => o.Configuration = "a,b"; // expect RSF1006, RSF1007
            services.AddStackExchangeRedisCache(setup); // expect RSF1010
            services.AddStackExchangeRedisCache(delegate(RedisCacheOptions o) // expect RSF1010
            {
                o.Configuration = "a,b"; // expect RSF1006, RSF1007
            });
        }

        private static void Configure(RedisCacheOptions options) => options.Configuration = "a,b,connectTimeout=500"; // expect RSF1007

        // Created without a registration.
        public static object Made() => new RedisBackplane( // expect RSF1010
            new RedisBackplaneOptions { Configuration = "localhost" }); // expect RSF1004

        public static object MadeOfLocal()
        {
            var options = new RedisBackplaneOptions
            {
                Configuration = Nodes + ",abortConnect=false,configCheckSeconds=5", // expect RSF1006
            };
            return new RedisBackplane(options); // expect RSF1010
        }

        public static object MadeOfOthers(RedisBackplaneOptions options) => new RedisBackplane(options); // quiet

        public static object MadeByOptions() => new RedisCache( // expect RSF1010
            Options.Create(new RedisCacheOptions { Configuration = "localhost" }));

        public static object MadeWithFactory(IConnectionMultiplexer redis) => new RedisCache(new RedisCacheOptions // quiet
        {
            ConnectionMultiplexerFactory = () => Task.FromResult(redis),
        });

        // A delegate that is handed in may set anything.
        public static void Given(IServiceCollection services, object signalr, Action<RedisCacheOptions> setup)
        {
            services.AddStackExchangeRedisCache(setup); // expect RSF1010
            signalr.AddStackExchangeRedis("localhost", Complete); // expect RSF1010
        }

        private static void Complete(RedisOptions options) => Lock(options.Configuration);

        private static void Lock(ConfigurationOptions options) => options.AbortOnConnectFail = false;
    }
}
