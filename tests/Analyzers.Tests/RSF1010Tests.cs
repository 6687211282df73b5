using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>The registrations by their real names; the programs in <c>Programs/</c> have them together with the settings rules.</summary>
public sealed class RSF1010Tests
{
    private const string Stubs = """

        namespace Microsoft.Extensions.DependencyInjection { static class StackExchangeRedisCacheServiceCollectionExtensions { public static void AddStackExchangeRedisCache(this object s, Action<O> o) { } } class O { public string Configuration { get; set; } = ""; public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; } } static class StackExchangeRedisOutputCacheServiceCollectionExtensions { public static void AddStackExchangeRedisOutputCache(this object s, Action<O> o) { } } static class StackExchangeRedisBackplaneExtensions { public static void AddFusionCacheStackExchangeRedisBackplane(this object s, Action<O> o) { } } }
        namespace Microsoft.Extensions.Hosting { static class AspireRedisExtensions { public static void AddRedisClient(this object s, string name) { } public static void AddKeyedRedisClient(this object s, string name) { } } }
        namespace Hangfire.Redis.StackExchange { static class RedisStorageExtensions { public static void UseRedisStorage(this object s, string text) { } public static void UseRedisStorage(this object s, IConnectionMultiplexer redis) { } } }
        namespace RedLockNet.SERedis { class RedLockEndPoint; class RedLockMultiplexer; class RedLockFactory { public static void Create(List<RedLockEndPoint> all) { } public static void Create(List<RedLockMultiplexer> all) { } } }
        namespace Orleans.Hosting { static class RedisExtensions { public static void UseRedisClustering(this object s, Action<object> o) { } public static void AddRedisGrainStorage(this object s, string name, Action<object> o) { } } }
        """;

    public static TheoryData<string> Reported => new()
    {
        "s.{|RSF1010:AddStackExchangeRedisCache|}(o => o.Configuration = c);",
        "s.{|RSF1010:AddStackExchangeRedisOutputCache|}(o => { });",
        "s.{|RSF1010:AddFusionCacheStackExchangeRedisBackplane|}(o => { });",
        "s.{|RSF1010:AddRedisClient|}(\"redis\"); s.{|RSF1010:AddKeyedRedisClient|}(\"redis\");",
        "s.{|RSF1010:UseRedisStorage|}(c);",
        "RedLockNet.SERedis.RedLockFactory.{|RSF1010:Create|}(new List<RedLockNet.SERedis.RedLockEndPoint>());",
        "s.{|RSF1010:UseRedisClustering|}(_ => { }); s.{|RSF1010:AddRedisGrainStorage|}(\"a\", _ => { });",
    };

    public static TheoryData<string> Quiet => new()
    {
        // The program opens the connection, and hands it over.
        "s.AddStackExchangeRedisCache(o => o.ConnectionMultiplexerFactory = () => Task.FromResult(r));",
        "s.UseRedisStorage(r);",
        "RedLockNet.SERedis.RedLockFactory.Create(new List<RedLockNet.SERedis.RedLockMultiplexer>());",

        // The guard is installed, wherever in the project.
        "s.AddStackExchangeRedisCache(o => o.Configuration = c); } void N() { RedisSafety.Local.RedisFailoverGuard.Install();",
        "s.AddStackExchangeRedisCache(o => o.Configuration = c); } void N(object t) { t.AddRedisFailoverGuard();",

        // Other methods of these names.
        "B.AddStackExchangeRedisCache(s); B.UseRedisStorage(s); B.Create(s);",
        "s.AddDistributedMemoryCache();",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string statements) => VerifyAsync(statements);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string statements) => VerifyAsync(statements);

    private static Task VerifyAsync(string statements) => Snippet.VerifyAsync(
        new OwnConnectionAnalyzer(),
        $$"""
        using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting; using Hangfire.Redis.StackExchange; using Orleans.Hosting;
        class A { void M(object s, string c, IConnectionMultiplexer r) { {{statements}} } }
        static class B { public static void AddStackExchangeRedisCache(object s) { } public static void UseRedisStorage(object s) { } public static void Create(object s) { } public static void AddDistributedMemoryCache(this object s) { } }
        namespace RedisSafety.Local { static class RedisFailoverGuard { public static void Install() { } } static class Extensions { } }
        namespace Microsoft.Extensions.DependencyInjection { static class GuardExtensions { public static void AddRedisFailoverGuard(this object s) { } } }
        """ + Stubs);
}
