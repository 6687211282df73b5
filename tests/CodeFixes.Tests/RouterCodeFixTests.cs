using RedisSafety.Analyzers.Connections;

namespace RedisSafety.CodeFixes.Tests;

public sealed class RouterCodeFixTests
{
    [Fact]
    public Task Lets_the_router_open_what_nothing_else_is_asked_of() => FixSolution.VerifyAsync(
        new ConnectionWithoutRetryAnalyzer(),
        new RouterCodeFix(),
        ("""class A { static async Task Main() { using var redis = ConnectionMultiplexer.Connect("a"); await Task.Yield(); } }""",
         """class A { static async Task Main() { await using var redis = await RedisSafety.RedisRouter.ConnectAsync("a"); await Task.Yield(); } }"""),
        ("""class B { public async Task<object> M(string c) { return await ConnectionMultiplexer.ConnectAsync(c); } }""",
         """class B { public async Task<object> M(string c) { return await RedisSafety.RedisRouter.ConnectAsync(c); } }"""));

    [Theory]

    // The multiplexer itself is asked for something, or kept as one, or nothing can be awaited.
    [InlineData("""class A { static async Task Main() { using var redis = ConnectionMultiplexer.Connect("a"); await redis.GetDatabase().StringGetAsync("a"); } }""")]
    [InlineData("""class A { IConnectionMultiplexer? _r; public async Task M() { _r = await ConnectionMultiplexer.ConnectAsync("a"); } }""")]
    [InlineData("""class A { public object M() => ConnectionMultiplexer.Connect("a"); }""")]
    [InlineData("""class A { public async Task<object> M() { return await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions()); } }""")]
    public Task Is_not_offered_where_it_would_not_compile(string source) => FixSolution.VerifyAsync(new ConnectionWithoutRetryAnalyzer(), new RouterCodeFix(), (source, source));
}
