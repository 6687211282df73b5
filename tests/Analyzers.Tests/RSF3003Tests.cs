using RedisSafety.Analyzers.Retry;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF3003Tests
{
    public static TheoryData<string> Reported => new()
    {
        "Task M() => v7.{|RSF3003:ExecuteAsync|}(() => retrying.StringGetAsync(\"a\"));",
        "async Task M() => await v8.{|RSF3003:ExecuteAsync|}(async t => await v7.ExecuteAsync(() => db.StringGetAsync(\"a\")));",
        "async Task M() { {|RSF3003:while|} (true) { try { await v7.ExecuteAsync(() => db.StringGetAsync(\"a\")); return; } catch (RedisException) { } } }",
        "Task M() => v7.{|RSF3003:ExecuteAsync|}(() => Again(() => db.StringGetAsync(\"a\"))); Task Again(Func<Task> work) => Policy.Handle<Exception>().RetryAsync(2).ExecuteAsync(work);",
        "partial class B { [Primary] public partial Task AddAsync(string key); private static async Task AddAsync(IDatabaseAsync d, string key) { await Policy.Handle<RedisException>().RetryAsync(3).{|RSF3003:ExecuteAsync|}(() => d.StringSetAsync(key, 1)); } }",

        // Once, however many calls are inside.
        "Task M() => v7.{|RSF3003:ExecuteAsync|}(async () => { await retrying.StringGetAsync(\"a\"); await retrying.StringGetAsync(\"b\"); });",
    };

    public static TheoryData<string> Quiet => new()
    {
        // One retry.
        "Task M() => v7.ExecuteAsync(() => db.StringGetAsync(\"a\"));",
        "Task M() => retrying.StringGetAsync(\"a\");",
        "Task M() => Again(() => db.StringGetAsync(\"a\")); Task Again(Func<Task> work) => v7.ExecuteAsync(work);",

        // The outer is no retry: a time-out, a breaker, nothing.
        "async Task M() => await new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).Build().ExecuteAsync(async t => await retrying.StringGetAsync(\"a\"));",
        "Task M() => Policy.Handle<RedisException>().CircuitBreakerAsync(2, TimeSpan.Zero).ExecuteAsync(() => retrying.StringGetAsync(\"a\"));",

        // The inner is none.
        "async Task M() => await v8.ExecuteAsync(async t => await ResiliencePipeline.Empty.ExecuteAsync(async u => await db.StringGetAsync(\"a\")));",

        // They share no fault.
        "Task M() => Policy.Handle<System.Net.Http.HttpRequestException>().RetryAsync(2).ExecuteAsync(() => v7.ExecuteAsync(() => db.StringGetAsync(\"a\")));",

        // What the outer handles is not known.
        "Task M(IAsyncPolicy p) => p.ExecuteAsync(() => v7.ExecuteAsync(() => db.StringGetAsync(\"a\")));",

        // A worker's loop goes on with the next message; it is what retries that ends here.
        "async Task M() { while (true) { try { await v7.ExecuteAsync(() => db.ListLeftPopAsync(\"a\")); } catch (Exception) { } } }",

        // What stands for the interface is chosen elsewhere, and may not retry, whatever its name says.
        "interface IRetry { Task RunAsync(Func<Task> work); } Task M(IRetry r) => r.RunAsync(() => retrying.StringGetAsync(\"a\"));",

        // One after the other.
        "async Task M() { await v7.ExecuteAsync(() => db.StringGetAsync(\"a\")); await v8.ExecuteAsync(async t => await db.StringGetAsync(\"b\")); }",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string members) => RetrySnippet.VerifyAsync(new NestedRetryAnalyzer(), members);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string members) => RetrySnippet.VerifyAsync(new NestedRetryAnalyzer(), members);
}
