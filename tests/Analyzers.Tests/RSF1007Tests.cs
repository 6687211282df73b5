using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1007Tests
{
    public static TheoryData<string> Reported => new()
    {
        "\"a,b,abortConnect=false,connectTimeout=500\"",
        "new ConfigurationOptions { EndPoints = { \"a\", \"b\" }, AbortOnConnectFail = false, ConnectTimeout = 500 }",
    };

    public static TheoryData<string> Quiet => new()
    {
        // It is set, to whatever.
        "\"a,b,abortConnect=false,connectTimeout=500,configCheckSeconds=60\"",
        "new ConfigurationOptions { EndPoints = { \"a\", \"b\" }, AbortOnConnectFail = false, ConfigCheckSeconds = 5, ConnectTimeout = 500 }",

        // One node has no roles to tell apart.
        "\"a,abortConnect=false\"",

        // Sentinels tell of a new primary themselves, and a proxy hides it.
        "\"a,b,serviceName=shop,abortConnect=false\"",
        "\"a,b,proxy=envoyproxy,abortConnect=false\"",

        // Not all of it is known.
        "c + \",b,abortConnect=false\"",
        "$\"{c},b,abortConnect=false\"",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string configuration) => VerifyAsync($"{{|RSF1007:{configuration}|}}");

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string configuration) => VerifyAsync(configuration);

    private static Task VerifyAsync(string configuration) => Snippet.VerifyAsync(
        new ConnectionSettingsAnalyzer(), "using StackExchange.Redis.Configuration; class A { object M(string c) => ConnectionMultiplexer.Connect(".Replace("{{", "{", StringComparison.Ordinal) + configuration + "); }");
}
