using RedisSafety.Analyzers.Retry;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF3002Tests
{
    public static TheoryData<string> Reported => new()
    {
        "void M() => sync.Execute(() => db.{|RSF3002:StringSet|}(\"a\", 1, flags: CommandFlags.FireAndForget));",
        "Task M() => v7.ExecuteAsync(() => db.{|RSF3002:KeyDeleteAsync|}(\"a\", CommandFlags.DemandMaster | CommandFlags.FireAndForget));",
        "Task M() => retrying.{|RSF3002:KeyDeleteAsync|}(\"a\", CommandFlags.FireAndForget);",
        "Task M() => v7.ExecuteAsync(async () => { db.{|RSF3002:StringSetAsync|}(\"a\", 1); await Task.Yield(); });",
        "Task M() => v7.ExecuteAsync(async () => { _ = db.{|RSF3002:StringSetAsync|}(\"a\", 1); await Task.Yield(); });",
        "Task M() => v7.ExecuteAsync(async () => { var unused = db.{|RSF3002:StringSetAsync|}(\"a\", 1); await Task.Yield(); });",
        "void M() { while (true) { try { db.{|RSF3002:StringSet|}(\"a\", 1, flags: CommandFlags.FireAndForget); return; } catch (RedisException) { } } }",
    };

    public static TheoryData<string> Quiet => new()
    {
        // What stands for the interface is chosen elsewhere, and may not retry, whatever its name says.
        "interface IRetry { Task RunAsync(Func<Task> work); } Task M(IRetry r) => r.RunAsync(() => db.KeyExpireAsync(\"a\", TimeSpan.Zero, CommandFlags.FireAndForget));",

        // Waited for, returned, or waited for later.
        "Task M() => v7.ExecuteAsync(() => db.StringSetAsync(\"a\", 1));",
        "Task M() => v7.ExecuteAsync(async () => await db.StringSetAsync(\"a\", 1));",
        "Task M() => v7.ExecuteAsync(async () => { var set = db.StringSetAsync(\"a\", 1); await set; });",
        "Task M() => v7.ExecuteAsync(() => Task.WhenAll(db.StringSetAsync(\"a\", 1), db.StringSetAsync(\"b\", 1)));",
        "Task M() => v7.ExecuteAsync(async () => { var all = new List<Task>(); all.Add(db.StringSetAsync(\"a\", 1)); await Task.WhenAll(all); });",

        // No retry is deceived.
        "void M() => db.StringSet(\"a\", 1, flags: CommandFlags.FireAndForget);",
        "void M() => _ = db.StringSetAsync(\"a\", 1);",
        "void M() => ResiliencePipeline.Empty.Execute(() => db.StringSet(\"a\", 1, flags: CommandFlags.FireAndForget));",
        "void M() { while (true) { try { db.Publish(RedisChannel.Literal(\"a\"), 1, CommandFlags.FireAndForget); } catch (RedisException) { } } }",

        // Beside a call that is waited for, this one need not succeed.
        "Task M() => v7.ExecuteAsync(async () => { await db.StringSetAsync(\"a\", 1); db.KeyExpire(\"a\", TimeSpan.FromDays(1), flags: CommandFlags.FireAndForget); });",

        // Queued commands are sent and waited for by Execute.
        "Task M() => v7.ExecuteAsync(async () => { var t = db.CreateTransaction(); _ = t.StringSetAsync(\"a\", 1); await t.ExecuteAsync(); });",
        "Task M() => v7.ExecuteAsync(async () => { var t = db.CreateBatch(); var set = t.StringSetAsync(\"a\", 1); t.Execute(); await set; });",

        // What the flag is, is not known.
        "void M(CommandFlags flags) => sync.Execute(() => db.StringSet(\"a\", 1, flags: flags));",

        // Another library's task.
        "Task M() => v7.ExecuteAsync(async () => { _ = Task.Delay(1); await db.StringSetAsync(\"a\", 1); });",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string members) => RetrySnippet.VerifyAsync(new UnobservedRetryAnalyzer(), members);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string members) => RetrySnippet.VerifyAsync(new UnobservedRetryAnalyzer(), members);
}
