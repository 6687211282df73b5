using RedisSafety.Analyzers.Retry;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF3005Tests
{
    public static TheoryData<string> Reported => new()
    {
        "async Task<bool> M() { var wasSet = await v7.ExecuteAsync(() => db.{|RSF3005:StringSetAsync|}(\"a\", 1, TimeSpan.FromMinutes(5), When.NotExists)); if (wasSet) { return true; } return false; }",
        "Task<bool> M() => v7.ExecuteAsync(() => db.{|RSF3005:LockTakeAsync|}(\"a\", \"me\", TimeSpan.FromMinutes(5)));",
        "bool M() => sync.Execute(() => db.{|RSF3005:SetRemove|}(\"a\", 1));",
        "async Task M() { if (await v8.ExecuteAsync(async t => await db.{|RSF3005:HashSetAsync|}(\"a\", \"f\", 1, When.NotExists))) { Console.WriteLine(); } }",
        "async Task<bool> M() { while (true) { try { return await db.{|RSF3005:ListRemoveAsync|}(\"a\", 1, 1) > 0; } catch (RedisException) { } } }",
        "async Task<bool> M() => await retrying.{|RSF3005:StringSetAsync|}(\"a\", 1, when: When.NotExists);",


        // The number of the attempt makes no other call of it.
        "async Task<bool> M() { for (var i = 0; i < 3; i++) { try { return await db.{|RSF3005:StringSetAsync|}(\"a\", i, when: When.NotExists); } catch (RedisException) { } } return false; }",

        // A count that decides.
        "async Task M() { if (await v7.ExecuteAsync(() => db.{|RSF3005:SetAddAsync|}(\"seen\", 1))) { Console.WriteLine(); } }",
        "async Task M() { var first = await v7.ExecuteAsync(() => db.{|RSF3005:KeyDeleteAsync|}(\"a\")); Console.WriteLine(); if (!first) { return; } }",
    };

    public static TheoryData<string> Quiet => new()
    {
        // In the body of a repository's method, the router repeats no call whose reply would be another one.
        "partial class B { [Primary] public partial Task<bool> TakeAsync(string key); private static async Task<bool> TakeAsync(IDatabaseAsync db, string key) { return await db.StringSetAsync(key, 1, when: When.NotExists); } }",

        // A quorum is asked again for its result: a fault at one node is an answer like another, and nothing is sent again because of it.
        "async Task<bool> M(IDatabase[] nodes) { for (var i = 0; i < 3; i++) { var held = 0; foreach (var node in nodes) { if (await Take(node)) { held++; } } if (held > nodes.Length / 2) { return true; } await Task.Delay(1); } return false; } static async Task<bool> Take(IDatabase node) { try { return await node.StringSetAsync(\"a\", 1, when: When.NotExists); } catch (Exception) { return false; } }",

        // Each round asks another node, as a quorum does: by the item, by what is made of it, by its index.
        "bool M(IConnectionMultiplexer[] nodes) { var held = 0; foreach (var node in nodes) { try { if (node.GetDatabase().StringSet(\"a\", 1, when: When.NotExists) && ++held > nodes.Length / 2) { return true; } } catch (RedisException) { } } return false; }",
        "bool M(IConnectionMultiplexer[] nodes) { var held = 0; foreach (var node in nodes) { try { var one = node.GetDatabase(); var same = one; if (same.StringSet(\"a\", 1, when: When.NotExists) && ++held > nodes.Length / 2) { return true; } } catch (RedisException) { } } return false; }",
        "bool M(IDatabase[] nodes) { var held = 0; for (var i = 0; i < nodes.Length; i++) { try { if (nodes[i].LockTake(\"a\", \"me\", TimeSpan.FromDays(1)) && ++held > nodes.Length / 2) { break; } } catch (RedisException) { } } return held > 1; }",
        "bool M() { for (var i = 0; i < 3; i++) { try { if (db.StringSet(\"slot:\" + i, 1, when: When.NotExists)) { return true; } } catch (RedisException) { } } return false; }",

        // Nobody looks at the result.
        "async Task M() => await v7.ExecuteAsync(() => db.StringSetAsync(\"a\", 1, when: When.NotExists));",
        "Task M() => v7.ExecuteAsync(async () => { await db.StringSetAsync(\"a\", 1, when: When.NotExists); });",
        "async Task M() { _ = await v7.ExecuteAsync(() => db.LockReleaseAsync(\"a\", \"me\")); }",
        "async Task M() { var unused = await v7.ExecuteAsync(() => db.LockReleaseAsync(\"a\", \"me\")); }",

        // A second sending answers as the first.
        "Task<bool> M() => v7.ExecuteAsync(() => db.StringSetAsync(\"a\", 1));",
        "Task<bool> M() => v7.ExecuteAsync(() => db.StringSetAsync(\"a\", 1, when: When.Exists));",
        "Task<bool> M() => v7.ExecuteAsync(() => db.KeyExpireAsync(\"a\", TimeSpan.FromDays(1)));",
        "Task<bool> M() => v7.ExecuteAsync(() => db.LockExtendAsync(\"a\", \"me\", TimeSpan.FromDays(1)));",

        // What the condition is, is not known.
        "Task<bool> M(When when) => v7.ExecuteAsync(() => db.StringSetAsync(\"a\", 1, null, when));",

        // A count that is handed on and decides nothing here.
        "Task<bool> M() => v7.ExecuteAsync(() => db.KeyDeleteAsync(\"a\"));",
        "async Task M() { var deleted = await v7.ExecuteAsync(() => db.KeyDeleteAsync(\"a\")); Console.WriteLine(deleted); }",

        // What stands for the interface is chosen elsewhere, and may not retry.
        "interface IRetry { Task<T> RunAsync<T>(Func<Task<T>> work); } Task<bool> M(IRetry r) => r.RunAsync(() => db.LockTakeAsync(\"a\", \"me\", TimeSpan.FromMinutes(5)));",

        // Nothing repeats it, or only where nothing was applied.
        "Task<bool> M() => db.LockTakeAsync(\"a\", \"me\", TimeSpan.FromMinutes(5));",
        "bool M(ResiliencePipeline p) => p.Execute(() => db.LockTake(\"a\", \"me\", TimeSpan.FromMinutes(5)));",
        "Task<bool> M() => Policy.Handle<RedisConnectionException>(e => new FaultContext(e).NotApplied).RetryAsync(3).ExecuteAsync(() => db.LockTakeAsync(\"a\", \"me\", TimeSpan.FromMinutes(5)));",
        "async Task<bool> M() { while (!await db.LockTakeAsync(\"a\", \"me\", TimeSpan.FromMinutes(5))) { await Task.Delay(1); } return true; }",

        // Who holds the lock is asked as well.
        "async Task<bool> M() => await v7.ExecuteAsync(async () => await db.LockTakeAsync(\"a\", \"me\", TimeSpan.FromMinutes(5)) || await db.LockQueryAsync(\"a\") == \"me\");",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string members) => RetrySnippet.VerifyAsync(new ConditionalResultAnalyzer(), members);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string members) => RetrySnippet.VerifyAsync(new ConditionalResultAnalyzer(), members);
}
