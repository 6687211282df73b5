using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1005Tests
{
    public static TheoryData<string> Reported => new()
    {
        """class A { readonly IConnectionMultiplexer _r = ConnectionMultiplexer.Connect({|RSF1005:"shop-ro.ab12.ng.0001.use1.cache.amazonaws.com:6379,abortConnect=false"|}); void M() => _r.GetDatabase().StringSet("a", 1); }""",
        """class A { readonly IDatabase _db; A() => _db = ConnectionMultiplexer.Connect({|RSF1005:"replica.shop.ab12.use1.cache.amazonaws.com:6379,abortConnect=false,ssl=true"|}).GetDatabase(); Task M() => _db.HashSetAsync("a", "f", 1); }""",
        """class A { void M() { var options = ConfigurationOptions.Parse({|RSF1005:"shop-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false"|}); var r = ConnectionMultiplexer.Connect(options); r.GetDatabase().KeyDelete("a"); } }""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // It only reads.
        """class A { readonly IConnectionMultiplexer _r = ConnectionMultiplexer.Connect("shop-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false"); object M() => _r.GetDatabase().StringGet("a"); }""",
        """class A { readonly IConnectionMultiplexer _r = ConnectionMultiplexer.Connect("shop-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false"); object M() => _r.GetServer("a").Ping(); }""",

        // The primary stands beside it.
        """class A { readonly IConnectionMultiplexer _r = ConnectionMultiplexer.Connect("shop-001.ab12.0001.use1.cache.amazonaws.com,shop-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false,connectTimeout=500,configCheckSeconds=5"); void M() => _r.GetDatabase().StringSet("a", 1); }""",

        // The writes go through another connection.
        """class A { readonly IConnectionMultiplexer _w; readonly IConnectionMultiplexer _r = ConnectionMultiplexer.Connect("shop-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false"); A(IConnectionMultiplexer w) => _w = w; void M() => _w.GetDatabase().StringSet("a", 1); object N() => _r.GetDatabase().StringGet("a"); }""",

        // No reader: the name only looks like one, or is another company's.
        """class A { readonly IConnectionMultiplexer _r = ConnectionMultiplexer.Connect("shop-ro.example.com,abortConnect=false"); void M() => _r.GetDatabase().StringSet("a", 1); }""",
        """class A { readonly IConnectionMultiplexer _r = ConnectionMultiplexer.Connect("clustercfg.shop.ab12.use1.cache.amazonaws.com,abortConnect=false"); void M() => _r.GetDatabase().StringSet("a", 1); }""",

        // The host is not known.
        """class A(string host) { readonly IConnectionMultiplexer _r = ConnectionMultiplexer.Connect($"{host},abortConnect=false"); void M() => _r.GetDatabase().StringSet("a", 1); }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string source) => Snippet.VerifyAsync(new ConnectionSettingsAnalyzer(), source);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string source) => Snippet.VerifyAsync(new ConnectionSettingsAnalyzer(), source);
}
