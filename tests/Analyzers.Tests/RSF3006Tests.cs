using RedisSafety.Analyzers.Retry;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF3006Tests
{
    public static TheoryData<string> Reported => new()
    {
        "async Task M() { var set = db.StringSetAsync(\"a\", 1); await v7.ExecuteAsync(async () => await {|RSF3006:set|}); }",
        "async Task M() { var set = db.StringSetAsync(\"a\", 1); await v7.ExecuteAsync(async () => { await {|RSF3006:set.ConfigureAwait(false)|}; }); }",
        "async Task M() { var set = db.StringSetAsync(\"a\", 1); await v7.ExecuteAsync(() => {|RSF3006:set|}); }",
        "async Task M() { var get = db.StringGetAsync(\"a\"); while (true) { try { await {|RSF3006:get|}; return; } catch (RedisException) { } } }",
        "async Task M() { Task set; set = db.StringSetAsync(\"a\", 1); await v8.ExecuteAsync(async t => await {|RSF3006:set|}); }",
    };

    public static TheoryData<string> Quiet => new()
    {
        // What stands for the interface is chosen elsewhere, and may not retry, whatever its name says.
        "interface IRetry { Task RunAsync(Func<Task> work); } async Task M(IRetry r) { var task = db.StringGetAsync(\"a\"); await r.RunAsync(async () => await task); }",

        // Started by each attempt.
        "Task M() => v7.ExecuteAsync(async () => { var set = db.StringSetAsync(\"a\", 1); await set; });",
        "async Task M() { while (true) { try { var get = db.StringGetAsync(\"a\"); await get; return; } catch (RedisException) { } } }",
        "async Task M() { Task set = db.StringSetAsync(\"a\", 1); await v7.ExecuteAsync(() => { set = db.StringSetAsync(\"a\", 1); return set; }); }",
        "async Task M() { var get = db.StringGetAsync(\"a\"); while (true) { try { await get; return; } catch (RedisException) { get = db.StringGetAsync(\"a\"); } } }",

        // No retry, or none any more.
        "async Task M() { var set = db.StringSetAsync(\"a\", 1); await set; }",
        "async Task M() { var set = db.StringSetAsync(\"a\", 1); await v7.ExecuteAsync(() => db.StringGetAsync(\"b\")); await set; }",
        "async Task M() { var set = db.StringSetAsync(\"a\", 1); await ResiliencePipeline.Empty.ExecuteAsync(async t => await set); }",
        "async Task M() { var set = db.StringSetAsync(\"a\", 1); await Task.Run(async () => await set); }",

        // Not a task of Redis.
        "async Task M() { var delay = Task.Delay(1); await v7.ExecuteAsync(async () => { await delay; await db.StringGetAsync(\"a\"); }); }",
        "async Task M(Task other) => await v7.ExecuteAsync(async () => await other);",

        // A lambda that stands outside every retry.
        "Func<Task> M() { var set = db.StringSetAsync(\"a\", 1); return () => set; }",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string members) => RetrySnippet.VerifyAsync(new StartedTaskAnalyzer(), members);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string members) => RetrySnippet.VerifyAsync(new StartedTaskAnalyzer(), members);
}
