using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>The registrations of libraries that open connections to Redis, by the names in their metadata.</summary>
internal static class LibraryConnections
{
    private const string Services = "Microsoft.Extensions.DependencyInjection";
    private const string Hosting = "Microsoft.Extensions.Hosting";

    private static readonly ILookup<string, LibraryConnection> Known = new LibraryConnection[]
    {
        new("AddStackExchangeRedisCache", Services, "The distributed cache", NeverAborts: true),
        new("AddStackExchangeRedisOutputCache", Services, "The output cache", NeverAborts: true),
        new("AddStackExchangeRedis", Services, "SignalR", Type: "StackExchangeRedisDependencyInjectionExtensions", Writes: false),
        new("PersistKeysToStackExchangeRedis", "Microsoft.AspNetCore.DataProtection", "DataProtection", TakesConnection: true),
        new("UseRedisStorage", "Hangfire.Redis.StackExchange", "Hangfire"),
        new("UseRedisStorage", "Hangfire.Redis", "Hangfire"),
        new("UseRedisStorage", "Hangfire", "Hangfire"),
        new("AddRedisClient", Hosting, "Aspire's client"),
        new("AddKeyedRedisClient", Hosting, "Aspire's client"),
        new("AddRedisClientBuilder", Hosting, "Aspire's client"),
        new("AddKeyedRedisClientBuilder", Hosting, "Aspire's client"),
        new("AddRedisDistributedCache", Hosting, "Aspire's distributed cache"),
        new("AddRedisOutputCache", Hosting, "Aspire's output cache"),
        new("AddFusionCacheStackExchangeRedisBackplane", Services, "FusionCache's backplane", Writes: false),
        new("WithStackExchangeRedisBackplane", Services, "FusionCache's backplane", Writes: false),
        new("Create", "RedLockNet.SERedis", "RedLock", Type: "RedLockFactory"),
        new("AddRedis", Services, "The health check", Type: "RedisHealthCheckBuilderExtensions", Writes: false),
        new("UseRedisClustering", "Orleans.Hosting", "Orleans"),
        new("AddRedisGrainStorage", "Orleans.Hosting", "Orleans"),
        new("AddRedisGrainStorageAsDefault", "Orleans.Hosting", "Orleans"),
        new("UseRedisReminderService", "Orleans.Hosting", "Orleans"),
        new("UseRedisGrainDirectoryAsDefault", "Orleans.Hosting", "Orleans"),
        new("AddRedisGrainDirectory", "Orleans.Hosting", "Orleans"),
        new("AddStackExchangeRedisExtensions", Services, "StackExchange.Redis.Extensions"),
        new("UseRedis", Services, "The cache", Type: "EasyCachingOptionsExtensions"),
    }.ToLookup(static one => one.Method, StringComparer.Ordinal);

    // Types that open a connection when they are created.
    private static readonly ILookup<string, LibraryConnection> Created = new LibraryConnection[]
    {
        new("RedisCache", "Microsoft.Extensions.Caching.StackExchangeRedis", "The distributed cache", NeverAborts: true),
        new("RedisBackplane", "ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis", "FusionCache's backplane", Writes: false),
        new("RedisStorage", "Hangfire.Redis.StackExchange", "Hangfire"),
        new("RedisStorage", "Hangfire.Redis", "Hangfire"),
    }.ToLookup(static one => one.Method, StringComparer.Ordinal);

    /// <summary>The registration that a call or a creation is; null for another.</summary>
    public static LibraryConnection? Of(IOperation call)
    {
        var (known, name, type) = call switch
        {
            IInvocationOperation invocation => (Known, invocation.TargetMethod.Name, invocation.TargetMethod.ContainingType),
            IObjectCreationOperation { Type: INamedTypeSymbol created } => (Created, created.Name, created),
            _ => (Known, "", null),
        };
        if (!known.Contains(name) || type is null)
        {
            return null;
        }

        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return known[name].FirstOrDefault(one => one.Space == space && (one.Type is null || one.Type == type.Name));
    }
}
