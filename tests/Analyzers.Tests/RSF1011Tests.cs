using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1011Tests
{
    public static TheoryData<string> Reported => new()
    {
        "s.AddStackExchangeRedisCache(o => { {|RSF1011:o.UseForceReconnect|} = true; o.ConnectionMultiplexerFactory = () => Task.FromResult(r); });",
        "s.AddStackExchangeRedisCache(o => { o.ConnectionMultiplexerFactory = Shared; {|RSF1011:o.UseForceReconnect|} = true; });",
        "var o = new O { ConnectionMultiplexerFactory = Shared, {|RSF1011:UseForceReconnect|} = true };",

        // The switch that sets the default of the option.
        "AppContext.SetSwitch({|RSF1011:\"Microsoft.AspNetCore.Caching.StackExchangeRedis.UseForceReconnect\"|}, true); s.AddStackExchangeRedisCache(o => o.ConnectionMultiplexerFactory = () => Task.FromResult(r));",
    };

    public static TheoryData<string> Quiet => new()
    {
        // One without the other.
        "s.AddStackExchangeRedisCache(o => { o.UseForceReconnect = true; o.Configuration = \"a\"; });",
        "s.AddStackExchangeRedisCache(o => o.ConnectionMultiplexerFactory = () => Task.FromResult(r));",
        "s.AddStackExchangeRedisCache(o => { o.UseForceReconnect = false; o.ConnectionMultiplexerFactory = () => Task.FromResult(r); });",
        "AppContext.SetSwitch(\"Microsoft.AspNetCore.Caching.StackExchangeRedis.UseForceReconnect\", true); s.AddStackExchangeRedisCache(o => o.Configuration = \"a\");",
        "AppContext.SetSwitch(\"Shop.UseForceReconnect\", true); s.AddStackExchangeRedisCache(o => o.ConnectionMultiplexerFactory = () => Task.FromResult(r));",
        "AppContext.SetSwitch(\"Microsoft.AspNetCore.Caching.StackExchangeRedis.UseForceReconnect\", false); s.AddStackExchangeRedisCache(o => o.ConnectionMultiplexerFactory = () => Task.FromResult(r));",

        // The factory opens another connection.
        "s.AddStackExchangeRedisCache(o => { o.UseForceReconnect = true; o.ConnectionMultiplexerFactory = async () => await ConnectionMultiplexer.ConnectAsync(\"a\"); });",
        "s.AddStackExchangeRedisCache(o => { o.UseForceReconnect = true; o.ConnectionMultiplexerFactory = Open; });",

        // Another option of the name.
        "var o = new P { UseForceReconnect = true }; var p = new O { ConnectionMultiplexerFactory = Shared };",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string statements) => VerifyAsync(statements);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string statements) => VerifyAsync(statements);

    private static Task VerifyAsync(string statements) => Snippet.VerifyAsync(
        new ForceReconnectAnalyzer(),
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        class A(IConnectionMultiplexer r)
        {
            void M(object s) { {{statements}} }
            Task<IConnectionMultiplexer> Shared() => Task.FromResult(r);
            async Task<IConnectionMultiplexer> Open() => await ConnectionMultiplexer.ConnectAsync("a");
        }
        class O { public string? Configuration { get; set; } public bool UseForceReconnect { get; set; } public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; } }
        class P { public bool UseForceReconnect { get; set; } }
        namespace Microsoft.Extensions.DependencyInjection { static class StackExchangeRedisCacheServiceCollectionExtensions { public static void AddStackExchangeRedisCache(this object s, Action<O> o) { } } }
        """);
}
