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
         Using + """class A(IDatabase db) { Task M() => db.WithRetry().StringSetAsync("a", 1); async Task N() { await db.WithRetry().KeyDeleteAsync("a"); db.KeyDelete("b"); } }"""));

    [Fact]
    public Task Keeps_a_directive_that_is_there() => FixSolution.VerifyAsync(
        new RawCallAnalyzer(),
        new WithRetryCodeFix(),
        ("""using StackExchange.Redis.Availability; class B(IConnectionMultiplexer redis) { Task M() => redis.GetDatabase().StringGetAsync("a"); }""",
         """using StackExchange.Redis.Availability; class B(IConnectionMultiplexer redis) { Task M() => redis.GetDatabase().WithRetry().StringGetAsync("a"); }"""));

    [Theory]

    // It has no synchronous calls, and refuses what is queued.
    [InlineData("""class A(IDatabase db) { void M() => db.StringSet("a", 1); }""")]

    // Its failure would reach no retry, or its second reply would mislead.
    [InlineData("""class A(IDatabase db) { void M() { _ = db.StringSetAsync("a", 1); } }""")]
    [InlineData("""class A(IDatabase db) { Task<bool> M() => db.LockTakeAsync("a", "b", TimeSpan.FromDays(1)); }""")]
    [InlineData("""class A(IDatabase db) { async Task M() { if (await db.StringSetAsync("a", 1, when: When.NotExists)) { M2(); } } void M2() { } }""")]
    [InlineData("""class A(IDatabase db) { Task M() { var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1); return t.ExecuteAsync(); } }""")]
    public Task Is_not_offered_where_it_cannot_be_called(string source) => FixSolution.VerifyAsync(new RawCallAnalyzer(), new WithRetryCodeFix(), (source, source));
}
