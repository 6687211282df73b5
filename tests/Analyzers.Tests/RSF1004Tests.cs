using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1004Tests
{
    public static TheoryData<string> Reported => new()
    {
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect({|RSF1004:"a"|})); }""",
        """class A { const string C = "a:6379,ssl=true"; object? _r; object M() { lock (this) { return _r ??= ConnectionMultiplexer.Connect({|RSF1004:C|}); } } }""",
        """using Microsoft.Extensions.DependencyInjection; class A { void M(IServiceCollection s) => s.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect({|RSF1004:new ConfigurationOptions { EndPoints = { "a" } }|})); }""",
        """using Microsoft.Extensions.DependencyInjection; class A { void M(IServiceCollection s) => s.AddSingleton<IConnectionMultiplexer>(_ => { var o = ConfigurationOptions.Parse("a"); o.Ssl = true; return ConnectionMultiplexer.Connect({|RSF1004:o|}); }); }""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // Either value, when it is said, is a decision.
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect("a,abortConnect=false")); }""",
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect("a,abortConnect=true")); }""",
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { "a" }, AbortOnConnectFail = true })); }""",
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => { var o = ConfigurationOptions.Parse("a"); o.AbortOnConnectFail = false; return ConnectionMultiplexer.Connect(o); }); }""",
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect("a", o => o.AbortOnConnectFail = false)); }""",

        // Not all of it is known here.
        """class A(string c) { readonly Lazy<ConnectionMultiplexer> _r = new(() => ConnectionMultiplexer.Connect(c)); }""",
        """class A(string host) { readonly Lazy<ConnectionMultiplexer> _r = new(() => ConnectionMultiplexer.Connect($"{host}:6379")); }""",
        """class A(string host) { readonly Lazy<ConnectionMultiplexer> _r = new(() => ConnectionMultiplexer.Connect(host + ",ssl=true")); }""",
        """class A { static void Tune(ConfigurationOptions o) => o.AbortOnConnectFail = false; static readonly Lazy<ConnectionMultiplexer> R = new(() => { var o = ConfigurationOptions.Parse("a"); Tune(o); return ConnectionMultiplexer.Connect(o); }); }""",
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect(Environment.GetEnvironmentVariable("REDIS")!)); }""",

        // RSF1001 reports the same open.
        """class A { object M() => ConnectionMultiplexer.Connect("a"); }""",

        // Something tries again.
        """class A(Polly.ISyncPolicy p) { object? _r; object M() { lock (this) { return _r ??= p.Execute(() => ConnectionMultiplexer.Connect("a")); } } }""",

        // Azure's hosts do not abort, by the client's own defaults.
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect("shop.redis.cache.windows.net:6380,ssl=true")); }""",

        // A look-alike.
        """namespace B { class ConnectionMultiplexer { public static object Connect(string s) => s; } class A { static readonly Lazy<object> R = new(() => ConnectionMultiplexer.Connect("a")); } }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string source) => Snippet.VerifyAsync(new ConnectionSettingsAnalyzer(), source);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string source) => Snippet.VerifyAsync(new ConnectionSettingsAnalyzer(), source);
}
