using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1006Tests
{
    public static TheoryData<string> Reported => new()
    {
        "\"a,b,abortConnect=false,configCheckSeconds=5\"",
        "new ConfigurationOptions { EndPoints = { \"a\", { \"b\", 6379 } }, AbortOnConnectFail = false, ConfigCheckSeconds = 5 }",
    };

    public static TheoryData<string> Quiet => new()
    {
        // It is set, to whatever.
        "\"a,b,abortConnect=false,configCheckSeconds=5,connectTimeout=5000\"",
        "new ConfigurationOptions { EndPoints = { \"a\", \"b\" }, AbortOnConnectFail = false, ConfigCheckSeconds = 5, ConnectTimeout = 500 }",

        // One node: there is no other to go on with.
        "\"a,abortConnect=false\"",

        // Sentinels and proxies.
        "\"a,b,serviceName=shop,abortConnect=false\"",
        "\"a,b,proxy=twemproxy,abortConnect=false\"",

        // Not all of it is known.
        "c + \",b,abortConnect=false\"",
        "$\"{c},b,abortConnect=false\"",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string configuration) => VerifyAsync($"{{|RSF1006:{configuration}|}}");

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string configuration) => VerifyAsync(configuration);

    private static Task VerifyAsync(string configuration) => Snippet.VerifyAsync(
        new ConnectionSettingsAnalyzer(), "using StackExchange.Redis.Configuration; class A { object M(string c) => ConnectionMultiplexer.Connect(".Replace("{{", "{", StringComparison.Ordinal) + configuration + "); }");
}
