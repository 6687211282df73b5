using RedisSafety.Analyzers.Connections;

namespace RedisSafety.CodeFixes.Tests;

public sealed class WithRetryCodeFixTests
{
    private const string Using = "using StackExchange.Redis.Availability;\n\n";

    [Fact]
    public Task Sends_the_asynchronous_calls_of_a_type_through_it() => FixSolution.VerifyAsync(
        new RawCallAnalyzer(),
        new WithRetryCodeFix(),
        ("""class A(IDatabase db) { Task M() => db.StringSetAsync("a", 1); async Task N() { await db.KeyDeleteAsync("a"); db.KeyDelete("b"); } }""",
         Using + """class A(IDatabase db) { Task M() => db.WithRetry().StringSetAsync("a", 1); async Task N() { await db.WithRetry().KeyDeleteAsync("a"); db.KeyDelete("b"); } }"""),
        ("""using StackExchange.Redis.Availability; class B(IConnectionMultiplexer redis) { Task M() => redis.GetDatabase().StringGetAsync("a"); }""",
         """using StackExchange.Redis.Availability; class B(IConnectionMultiplexer redis) { Task M() => redis.GetDatabase().WithRetry().StringGetAsync("a"); }"""));

    [Theory]

    // It has no synchronous calls, and refuses what is queued.
    [InlineData("""class A(IDatabase db) { void M() => db.StringSet("a", 1); }""")]
    [InlineData("""class A(IDatabase db) { Task M() { var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1); return t.ExecuteAsync(); } }""")]
    public Task Is_not_offered_where_it_cannot_be_called(string source) => FixSolution.VerifyAsync(new RawCallAnalyzer(), new WithRetryCodeFix(), (source, source));
}
