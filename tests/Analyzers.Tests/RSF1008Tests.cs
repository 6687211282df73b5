using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1008Tests
{
    public static TheoryData<string> Reported => new()
    {
        "\"shop.ab12.ng.0001.use1.cache.amazonaws.com:6379,abortConnect=false\"",
        "new ConfigurationOptions { EndPoints = { \"master.shop.ab12.use1.cache.amazonaws.com\" }, Ssl = true, AbortOnConnectFail = false }",
    };

    public static TheoryData<string> Quiet => new()
    {
        // Something closes the sockets of an endpoint that is no primary any more.
        "new ConfigurationOptions { EndPoints = { \"shop.ab12.ng.0001.use1.cache.amazonaws.com\" }, AbortOnConnectFail = false, Tunnel = Tunnel.HttpProxy(null!) }",

        // A cluster tells where its slots went.
        "\"clustercfg.shop.ab12.use1.cache.amazonaws.com:6379,abortConnect=false\"",

        // A node, and a reader: their names do not move.
        "\"shop-001.shop.ab12.ng.0001.use1.cache.amazonaws.com:6379,abortConnect=false\"",
        "\"shop-ro.ab12.ng.0001.use1.cache.amazonaws.com:6379,abortConnect=false\"",

        // Another company.
        "\"shop.ab12.ng.0001.example.com:6379,abortConnect=false\"",

        // Not all of it is known.
        "$\"{c}.ng.0001.use1.cache.amazonaws.com,abortConnect=false\"",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string configuration) => VerifyAsync($"{{|RSF1008:{configuration}|}}");

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string configuration) => VerifyAsync(configuration);

    [Fact]
    public Task Is_quiet_where_a_broken_connection_is_closed_and_opened_anew() => Snippet.VerifyAsync(
        new ConnectionSettingsAnalyzer(),
        """class A { ConnectionMultiplexer _r = ConnectionMultiplexer.Connect("master.shop.ab12.use1.cache.amazonaws.com,abortConnect=false"); void Reconnect() { _r.Close(); _r = ConnectionMultiplexer.Connect("master.shop.ab12.use1.cache.amazonaws.com,abortConnect=false"); } }""");

    private static Task VerifyAsync(string configuration) => Snippet.VerifyAsync(
        new ConnectionSettingsAnalyzer(), "using StackExchange.Redis.Configuration; class A { object M(string c) => ConnectionMultiplexer.Connect(".Replace("{{", "{", StringComparison.Ordinal) + configuration + "); }");
}
