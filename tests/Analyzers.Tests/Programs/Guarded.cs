using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace RedisSafety.Guarding
{
    public static class RedisFailoverGuard
    {
        public static void Install()
        {
        }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    public static class StackExchangeRedisOutputCacheServiceCollectionExtensions
    {
        public static IServiceCollection AddStackExchangeRedisOutputCache(this IServiceCollection services, Action<object> setup) => services;
    }
}

namespace Shop.Guarded
{
    // The guard repairs every connection of the process.
    public static class Startup
    {
        public static object Add(IServiceCollection services)
        {
            RedisSafety.Guarding.RedisFailoverGuard.Install();
            services.AddStackExchangeRedisOutputCache(o => { }); // quiet
            services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect("a,b")); // quiet
            return ConnectionMultiplexer.Connect("shop.ab12.ng.0001.use1.cache.amazonaws.com"); // quiet
        }
    }
}
