using Microsoft.CodeAnalysis;
using RedisSafety.Analyzers.Connections;
using RedisSafety.CodeFixes.Guard;
using RedisSafety.Testing;

namespace RedisSafety.CodeFixes.Tests.Guard;

/// <summary>Uses the real guard, and registrations with the names and signatures of the real libraries.</summary>
public sealed class RSF1010CodeFixTests
{
    private const string Libraries = """
        using Microsoft.Extensions.DependencyInjection;
        using CacheOptions = Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions;

        namespace Microsoft.Extensions.Caching.StackExchangeRedis
        {
            public class RedisCacheOptions
            {
                public string? Configuration { get; set; }

                public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; }
            }
        }

        namespace Microsoft.Extensions.DependencyInjection
        {
            public static class StackExchangeRedisCacheServiceCollectionExtensions
            {
                public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection s, Action<CacheOptions> o) => s;
            }

            public interface ISignalRServerBuilder { IServiceCollection Services { get; } }

            public static class SignalRDependencyInjectionExtensions
            {
                public static ISignalRServerBuilder AddSignalR(this IServiceCollection s) => null!;
            }

            public static class StackExchangeRedisDependencyInjectionExtensions
            {
                public static ISignalRServerBuilder AddStackExchangeRedis(this ISignalRServerBuilder b, string redisConnectionString) => b;
            }

            public static class DataProtectionServiceCollectionExtensions
            {
                public static AspNetCore.DataProtection.IDataProtectionBuilder AddDataProtection(this IServiceCollection s) => null!;
            }
        }

        namespace Microsoft.AspNetCore.DataProtection
        {
            public interface IDataProtectionBuilder { IServiceCollection Services { get; } }

            public static class StackExchangeRedisDataProtectionBuilderExtensions
            {
                public static IDataProtectionBuilder PersistKeysToStackExchangeRedis(
                    this IDataProtectionBuilder b, IConnectionMultiplexer redis, RedisKey key) => b;
            }
        }

        namespace Microsoft.Extensions.Hosting
        {
            public interface IHostApplicationBuilder { IServiceCollection Services { get; } }

            public class HostApplicationBuilder : IHostApplicationBuilder { public IServiceCollection Services => null!; }

            public static class AspireRedisExtensions
            {
                public static void AddRedisClient(this IHostApplicationBuilder b, string connectionName) { }
            }

            public interface IHostBuilder;

            public static class HostingHostBuilderExtensions
            {
                public static IHostBuilder ConfigureServices(this IHostBuilder b, Action<IServiceCollection> configure) => b;
            }
        }

        namespace Hangfire
        {
            public interface IGlobalConfiguration;

            public class GlobalConfiguration { public static IGlobalConfiguration Configuration => null!; }

            public static class HangfireServiceCollectionExtensions
            {
                public static IServiceCollection AddHangfire(this IServiceCollection s, Action<IGlobalConfiguration> c) => s;
            }
        }

        namespace Hangfire.Redis.StackExchange
        {
            public static class RedisStorageExtensions
            {
                public static IGlobalConfiguration UseRedisStorage(this IGlobalConfiguration c, string nameOrConnectionString) => c;

                public static IGlobalConfiguration UseRedisStorage(this IGlobalConfiguration c, IConnectionMultiplexer redis) => c;
            }
        }

        namespace ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis
        {
            public class RedisBackplaneOptions { public string? Configuration { get; set; } }

            public class RedisBackplane(RedisBackplaneOptions options) { public object Options => options; }
        }

        namespace ZiggyCreatures.Caching.Fusion
        {
            public interface IFusionCacheBuilder { IServiceCollection Services { get; } }

            public static class FusionExtensions
            {
                public static IFusionCacheBuilder AddFusionCache(this IServiceCollection s) => null!;

                public static IFusionCacheBuilder WithBackplane(
                    this IFusionCacheBuilder b, Backplane.StackExchangeRedis.RedisBackplane backplane) => b;
            }
        }

        namespace RedLockNet.SERedis
        {
            public class RedLockEndPoint;

            public class RedLockMultiplexer;

            public class RedLockFactory
            {
                public static RedLockFactory Create(IList<RedLockEndPoint> all) => new();

                public static RedLockFactory Create(IList<RedLockMultiplexer> all) => new();
            }
        }
        """;

    [Fact]
    public Task Installs_it_before_a_registration_in_top_level_statements() => ProgramAsync(
        """
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        var builder = new HostApplicationBuilder();

        // Pages and sessions.
        builder.Services.AddStackExchangeRedisCache(o => o.Configuration = "localhost");
        """,
        """
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        var builder = new HostApplicationBuilder();
        builder.Services.AddRedisFailoverGuard();

        // Pages and sessions.
        builder.Services.AddStackExchangeRedisCache(o => o.Configuration = "localhost");
        """);

    [Fact]
    public Task Installs_it_in_a_method_and_a_chain_of_its_own() => LibraryAsync(
        """
        using Microsoft.Extensions.DependencyInjection;

        static class A
        {
            public static IServiceCollection AddShop(this IServiceCollection services) => services
                .AddStackExchangeRedisCache(o => o.Configuration = "localhost");
        }
        """,
        """
        using Microsoft.Extensions.DependencyInjection;

        static class A
        {
            public static IServiceCollection AddShop(this IServiceCollection services) => services
                .AddRedisFailoverGuard()
                .AddStackExchangeRedisCache(o => o.Configuration = "localhost");
        }
        """);

    [Theory]

    // One line, and a collection that is made there.
    [InlineData(
        "services.AddStackExchangeRedisCache(o => { });",
        "services.AddRedisFailoverGuard();\n        services.AddStackExchangeRedisCache(o => { });")]
    [InlineData(
        "new ServiceCollection().AddStackExchangeRedisCache(o => { });",
        "new ServiceCollection().AddRedisFailoverGuard().AddStackExchangeRedisCache(o => { });")]
    [InlineData(
        "StackExchangeRedisCacheServiceCollectionExtensions.AddStackExchangeRedisCache(services, o => { });",
        "services.AddRedisFailoverGuard();\n        "
            + "StackExchangeRedisCacheServiceCollectionExtensions.AddStackExchangeRedisCache(services, o => { });")]

    // The collection is the first object of a chain, or a property of it.
    [InlineData(
        "services.AddSignalR().AddStackExchangeRedis(\"localhost\");",
        "services.AddRedisFailoverGuard();\n        services.AddSignalR().AddStackExchangeRedis(\"localhost\");")]
    [InlineData(
        "signalr.AddStackExchangeRedis(\"localhost\");",
        "signalr.Services.AddRedisFailoverGuard();\n        signalr.AddStackExchangeRedis(\"localhost\");")]
    [InlineData(
        "app.AddRedisClient(\"redis\");",
        "app.Services.AddRedisFailoverGuard();\n        app.AddRedisClient(\"redis\");")]

    // Inside the delegate of another registration, and in a delegate that gets the collection.
    [InlineData(
        "services.AddHangfire(c => c.UseRedisStorage(\"localhost\"));",
        "services.AddRedisFailoverGuard();\n        services.AddHangfire(c => c.UseRedisStorage(\"localhost\"));")]
    [InlineData(
        "host.ConfigureServices(s => s.AddStackExchangeRedisCache(o => { }));",
        "host.ConfigureServices(s => s.AddRedisFailoverGuard().AddStackExchangeRedisCache(o => { }));")]

    // An object that opens a connection, inside a registration and by itself.
    [InlineData(
        "services.AddFusionCache().WithBackplane(new RedisBackplane(new RedisBackplaneOptions()));",
        "services.AddRedisFailoverGuard();\n"
        + "        services.AddFusionCache().WithBackplane(new RedisBackplane(new RedisBackplaneOptions()));")]
    [InlineData(
        "var backplane = new RedisBackplane(new() { Configuration = \"localhost\" });",
        "RedisFailoverGuard.Install();\n        var backplane = new RedisBackplane(new() { Configuration = \"localhost\" });")]

    // Without a collection.
    [InlineData(
        "GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\");",
        "RedisFailoverGuard.Install();\n        GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\");")]
    [InlineData(
        "RedLockNet.SERedis.RedLockFactory.Create(new List<RedLockNet.SERedis.RedLockEndPoint>());",
        "RedisFailoverGuard.Install();\n        RedLockNet.SERedis.RedLockFactory.Create(new List<RedLockNet.SERedis.RedLockEndPoint>());")]

    [InlineData(
        "services?.AddStackExchangeRedisCache(o => { });",
        "RedisFailoverGuard.Install();\n        services?.AddStackExchangeRedisCache(o => { });")]

    // A connection that is handed over is opened after it.
    [InlineData(
        "var opened = ConnectionMultiplexer.Connect(\"localhost\");\n        "
            + "services.AddDataProtection().PersistKeysToStackExchangeRedis(opened, \"keys\");",
        "RedisFailoverGuard.Install();\n        var opened = ConnectionMultiplexer.Connect(\"localhost\");\n        "
            + "services.AddDataProtection().PersistKeysToStackExchangeRedis(opened, \"keys\");")]

    // Outside of the condition: other branches may register more.
    [InlineData(
        "if (services.Count > 0) { services.AddStackExchangeRedisCache(o => { }); } else "
            + "services.AddSignalR().AddStackExchangeRedis(\"localhost\");",
        "services.AddRedisFailoverGuard();\n        if (services.Count > 0) { services.AddStackExchangeRedisCache(o => { }); } else "
            + "services.AddSignalR().AddStackExchangeRedis(\"localhost\");")]

    // As far outside as the collection is known.
    [InlineData(
        "foreach (var s in new[] { services })\n        {\n            if (s.Count > 0) { s.AddStackExchangeRedisCache(o => { }); }\n "
            + "       }",
        "foreach (var s in new[] { services })\n        {\n            s.AddRedisFailoverGuard();\n            if (s.Count > 0) { "
            + "s.AddStackExchangeRedisCache(o => { }); }\n        }")]

    // The short name means another type here.
    [InlineData(
        "Shop.A.Register();",
        "Shop.A.Register();",
        "namespace Shop { class RedisFailoverGuard; class A { public static void Register() { "
            + "GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\"); } } }",
        "namespace Shop { class RedisFailoverGuard; class A { public static void Register() {\n            "
            + "global::RedisSafety.RedisFailoverGuard.Install();\n            "
            + "GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\"); } } }")]
    public Task Installs_it_where_the_form_fits(string statements, string expected, string more = "", string expectedMore = "") =>
        LibraryAsync(Method(statements) + more, Method(expected) + expectedMore);

    [Fact]
    public Task Imports_the_namespace_of_the_extension() => LibraryAsync(
        ("""
        using Hangfire;
        using Hangfire.Redis.StackExchange;

        class A
        {
            void M(Microsoft.Extensions.DependencyInjection.IServiceCollection services)
            {
                HangfireServiceCollectionExtensions.AddHangfire(services, c => c.UseRedisStorage("localhost"));
            }
        }
        """,
        """
        using Hangfire;
        using Hangfire.Redis.StackExchange;
        using Microsoft.Extensions.DependencyInjection;

        class A
        {
            void M(Microsoft.Extensions.DependencyInjection.IServiceCollection services)
            {
                services.AddRedisFailoverGuard();
                HangfireServiceCollectionExtensions.AddHangfire(services, c => c.UseRedisStorage("localhost"));
            }
        }
        """));

    [Fact]
    public Task Installs_it_once_for_all_registrations_of_a_project() => LibraryAsync(
        (Method("services.AddStackExchangeRedisCache(o => { }); services.AddStackExchangeRedisCache(o => { });"),
         Method("services.AddRedisFailoverGuard();\n        services.AddStackExchangeRedisCache(o => { }); "
             + "services.AddStackExchangeRedisCache(o => { });")),
        (Method("services.AddSignalR().AddStackExchangeRedis(\"localhost\");", "B"),
         Method("services.AddSignalR().AddStackExchangeRedis(\"localhost\");", "B")));

    [Fact]
    public Task Installs_it_at_the_start_of_the_program_if_one_library_is_given_a_connection() => ProgramAsync(
        ("""
        // The shop.
        B.Add(new ServiceCollection());
        """,
        """
        // The shop.
        RedisFailoverGuard.Install();

        B.Add(new ServiceCollection());
        """),
        ("""
        using Microsoft.AspNetCore.DataProtection;
        using Microsoft.Extensions.DependencyInjection;

        static class B
        {
            static readonly IConnectionMultiplexer Redis = ConnectionMultiplexer.Connect("localhost,abortConnect=false");

            public static void Add(IServiceCollection services)
            {
                services.AddStackExchangeRedisCache(o => { });
                services.AddDataProtection().PersistKeysToStackExchangeRedis(Redis, "keys");
            }
        }
        """, null),
        ("global using Microsoft.Extensions.DependencyInjection;", null));

    [Fact]
    public Task Installs_it_in_Main() => ProgramAsync(
        """
        using Hangfire;
        using Hangfire.Redis.StackExchange;

        static class Program
        {
            static async Task<int> Main(string[] args)
            {
                // Jobs.
                await Task.Yield();
                return Configured is null ? 1 : 0;
            }

            static IGlobalConfiguration Configured { get; } = GlobalConfiguration.Configuration.UseRedisStorage("localhost");
        }
        """,
        """
        using Hangfire;
        using Hangfire.Redis.StackExchange;

        static class Program
        {
            static async Task<int> Main(string[] args)
            {
                RedisFailoverGuard.Install();
                // Jobs.
                await Task.Yield();
                return Configured is null ? 1 : 0;
            }

            static IGlobalConfiguration Configured { get; } = GlobalConfiguration.Configuration.UseRedisStorage("localhost");
        }
        """);

    [Theory]

    // Nothing is reported: the connection is the program's, or the guard is there.
    [InlineData("services.AddStackExchangeRedisCache(o => o.ConnectionMultiplexerFactory = () => Task.FromResult(redis));")]
    [InlineData("services.AddRedisFailoverGuard(); services.AddStackExchangeRedisCache(o => { });")]
    [InlineData("services.AddRedisFailoverGuard(o => o.Covers = RedisFailoverGuard.IsAmazon).AddStackExchangeRedisCache(o => { });")]
    [InlineData("services.AddStackExchangeRedisCache(o => { }); } static void N() { RedisFailoverGuard.Install(new "
        + "RedisFailoverGuardOptions());")]
    [InlineData("services.AddStackExchangeRedisCache(o => { }); } static void N() { global::RedisSafety.RedisFailoverGuard.Install();")]

    [InlineData("services.AddStackExchangeRedisCache(o => { }); } static void N() { Action install = () => "
        + "RedisFailoverGuard.Install(); install();")]
    [InlineData("RedisFailoverGuard.Install(); GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\");")]
    [InlineData("services.AddRedisFailoverGuard(); services.AddDataProtection().PersistKeysToStackExchangeRedis(redis, \"keys\");")]
    [InlineData("GlobalConfiguration.Configuration.UseRedisStorage(redis);")]
    [InlineData("services.AddHangfire(c => c.UseRedisStorage(redis));")]
    [InlineData("RedLockNet.SERedis.RedLockFactory.Create(new List<RedLockNet.SERedis.RedLockMultiplexer>());")]

    // Nothing is registered.
    [InlineData("Func<Action<Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions>, IServiceCollection> add = "
        + "services.AddStackExchangeRedisCache; add.ToString();")]
    [InlineData("var name = nameof(StackExchangeRedisCacheServiceCollectionExtensions.AddStackExchangeRedisCache); name.ToString();")]
    [InlineData("services.AddDataProtection();")]

    // Suppressed.
    [InlineData("\n#pragma warning disable RSF1010 // Opened by a test.\n        services.AddStackExchangeRedisCache(o => { "
        + "});\n#pragma warning restore RSF1010\n")]

    // Its options come from elsewhere, perhaps with a connection.
    [InlineData("N(new()); } static object N(RedisBackplaneOptions options) { return new RedisBackplane(options);")]

    // Look-alikes in other namespaces.
    [InlineData("Other.Extensions.AddStackExchangeRedisCache(services); Other.Extensions.UseRedisStorage(services);")]
    [InlineData("services.AddSignalR();")]

    // The connection is opened elsewhere, earlier than any place in this project: a report without a fix.
    [InlineData("services.AddDataProtection().PersistKeysToStackExchangeRedis(redis, \"keys\");")]
    [InlineData("services.AddDataProtection().PersistKeysToStackExchangeRedis(N(), \"keys\"); } static IConnectionMultiplexer N() { "
        + "return ConnectionMultiplexer.Connect(\"localhost\");")]

    [InlineData("services.AddDataProtection().PersistKeysToStackExchangeRedis(_redis!, \"keys\"); } readonly IConnectionMultiplexer? "
        + "_redis; static void N() {")]
    [InlineData("Action add = () => services.AddDataProtection().PersistKeysToStackExchangeRedis(redis, \"keys\"); add();")]

    // Neither a statement to put it before, nor a collection.
    [InlineData("} IGlobalConfiguration Storage { get; } = GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\"); static "
        + "void N() {")]
    [InlineData("} class Base(object o) { public object O => o; } class Derived() : "
        + "Base(GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\")); static void N() {")]
    [InlineData("} static readonly Lazy<object> N = new(() => GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\")); "
        + "static void O() {")]
    [InlineData("} readonly RedLockNet.SERedis.RedLockFactory _locks = RedLockNet.SERedis.RedLockFactory.Create(new "
        + "List<RedLockNet.SERedis.RedLockEndPoint>()); static void N() {")]
    [InlineData("} static object N() => GlobalConfiguration.Configuration.UseRedisStorage(\"localhost\"); static void O() {")]
    public Task Is_not_offered(string statements) => LibraryAsync(Method(statements), Method(statements));

    [Fact]
    public Task Is_not_offered_without_a_reference_to_the_guard()
    {
        var source = Method("services.AddStackExchangeRedisCache(o => { });");
        return VerifyAsync(isProgram: false, hasGuard: false, (source, source));
    }

    private static string Method(string statements, string type = "A") => $$"""
        using Hangfire;
        using Hangfire.Redis.StackExchange;
        using Microsoft.AspNetCore.DataProtection;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using ZiggyCreatures.Caching.Fusion;
        using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;

        class {{type}}
        {
            void M(
                IServiceCollection services,
                ISignalRServerBuilder signalr,
                HostApplicationBuilder app,
                IHostBuilder host,
                IConnectionMultiplexer redis)
            {
                {{statements}}
            }
        }

        namespace Other.{{type}} { }
        namespace Other
        {
            static partial class Extensions
            {
                public static void {{(type == "A" ? "AddStackExchangeRedisCache" : "Add")}}(object s) { }

                public static void {{(type == "A" ? "UseRedisStorage" : "Use")}}(object s) { }
            }
        }
        """;

    private static Task ProgramAsync(string source, string expected) => ProgramAsync((source, expected));

    private static Task ProgramAsync(params (string Source, string? Expected)[] documents) =>
        VerifyAsync(isProgram: true, hasGuard: true, documents);

    private static Task LibraryAsync(string source, string expected) => LibraryAsync((source, expected));

    private static Task LibraryAsync(params (string Source, string? Expected)[] documents) =>
        VerifyAsync(isProgram: false, hasGuard: true, documents);

    private static Task VerifyAsync(bool isProgram, bool hasGuard, params (string Source, string? Expected)[] documents)
    {
        Compilation basis = Snippet.Compile("", isProgram: isProgram);
        if (!hasGuard)
        {
            basis = basis.RemoveReferences(basis.References.Where(static one => Path.GetFileName(one.Display) == "RedisSafety.Guard.dll"));
        }

        return FixSolution.VerifyAsync(
            new OwnConnectionAnalyzer(),
            new GuardCodeFix(),
            basis,
            [.. documents.Select(static one => (one.Source, one.Expected ?? one.Source)), (Libraries, Libraries)]);
    }
}
