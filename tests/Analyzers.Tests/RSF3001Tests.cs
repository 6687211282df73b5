using RedisSafety.Analyzers.Retry;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF3001Tests
{
    public static TheoryData<string> Reported => new()
    {
        "Task M() => v7.ExecuteAsync(() => db.{|RSF3001:StringIncrementAsync|}(\"a\"));",
        "void M() => sync.Execute(() => db.{|RSF3001:ListLeftPush|}(\"a\", 1));",
        "async Task M() => await v8.ExecuteAsync(async t => await db.{|RSF3001:ListLeftPopAsync|}(\"a\"));",
        "Task M() => v7.ExecuteAsync(() => db.{|RSF3001:PublishAsync|}(RedisChannel.Literal(\"a\"), 1));",
        "Task M() => v7.ExecuteAsync(() => db.{|RSF3001:StreamAddAsync|}(\"a\", \"f\", 1));",
        "Task M() => v7.ExecuteAsync(() => db.{|RSF3001:ExecuteAsync|}(\"INCR\", \"a\"));",

        // The policy in a local, built where it is used, and wrapped in another.
        "void M() { var p = Policy.Handle<Exception>().WaitAndRetry(3, i => TimeSpan.Zero); p.Execute(() => db.{|RSF3001:KeyRename|}(\"a\", \"b\")); }",
        "Task M() => Policy.TimeoutAsync(1).WrapAsync(v7).ExecuteAsync(() => db.{|RSF3001:HashIncrementAsync|}(\"a\", \"f\"));",
        "void M() { var b = new ResiliencePipelineBuilder(); b.AddRetry(new RetryStrategyOptions()); b.Build().Execute(() => db.{|RSF3001:SetPop|}(\"a\")); }",

        // A delegate by another name.
        "Task M() { Func<Task> work = () => db.{|RSF3001:StringIncrementAsync|}(\"a\"); return v7.ExecuteAsync(work); }",
        "Task M() { return v7.ExecuteAsync(Add); Task Add() => db.{|RSF3001:StringIncrementAsync|}(\"a\"); }",
        "Task M() => v7.ExecuteAsync(Add); Task Add() => db.{|RSF3001:StringIncrementAsync|}(\"a\");",
        "Task M() => v7.ExecuteAsync(() => Add(1)); Task Add(int by) => db.{|RSF3001:StringIncrementAsync|}(\"a\", by);",
        "Task M() => v7.ExecuteAsync(() => {|RSF3001:Add|}(1)); public Task Add(int by) => db.StringIncrementAsync(\"a\", by);",

        "Task M() => v7.ExecuteAsync(() => {|RSF3001:B|}()); public Task B() => C(); public Task C() => D(); public Task D() => E(); public Task E() => F(); public Task F() => db.StringIncrementAsync(\"a\");",

        // Methods that call each other: what one of them is found to be on the way to the other is not all there is to find.
        "void M() => sync.Execute(() => B(3)); void B(int i) { db.{|RSF3001:StringIncrement|}(\"a\"); if (i > 0) { C(i); } } void C(int i) { B(i - 1); db.{|RSF3001:StringIncrement|}(\"b\"); }",

        // Helpers that retry, and a class around one.
        "Task M() => Again(() => db.{|RSF3001:StringIncrementAsync|}(\"a\")); Task Again(Func<Task> work) => v7.ExecuteAsync(work);",
        "Task M() => Again(() => db.{|RSF3001:StringIncrementAsync|}(\"a\")); async Task Again(Func<Task> work) { for (var i = 0; ; i++) { try { await work(); return; } catch (RedisTimeoutException) when (i < 3) { } } }",
        """
        Task M() => new Job(() => db.{|RSF3001:StringIncrementAsync|}("a")).RunAsync();
        class Job
        {
            readonly Func<Task> _work;
            readonly AsyncRetryPolicy _policy;
            public Job(Func<Task> work) { _work = work; _policy = Policy.Handle<RedisServerException>().Or<TimeoutException>().WaitAndRetryAsync(3, _ => TimeSpan.Zero); }
            public async Task RunAsync() => await _policy.ExecuteAsync(_work).ConfigureAwait(false);
        }
        """,
        "Task M(IAgain a) => a.Run(() => db.{|RSF3001:StringIncrementAsync|}(\"a\")); interface IAgain { Task Run(Func<Task> work); } class Again(IAsyncPolicy p) : IAgain { readonly IAsyncPolicy _p = Policy.Handle<RedisException>().RetryAsync(2); public Task Run(Func<Task> work) => _p.ExecuteAsync(work); }",

        // Queued: Execute sends it, and each attempt queues it again.
        "Task M() => v7.ExecuteAsync(() => { var t = db.CreateTransaction(); _ = t.StringIncrementAsync(\"a\"); return t.{|RSF3001:ExecuteAsync|}(); });",

        // Loops that end when the call has succeeded.
        "async Task M() { while (true) { try { await db.{|RSF3001:StringIncrementAsync|}(\"a\"); break; } catch (RedisException) { } } }",
        "async Task M() { var done = false; while (!done) { try { await db.{|RSF3001:StringIncrementAsync|}(\"a\"); done = true; } catch (Exception e) when (e is TimeoutException) { } } }",
        "async Task<long> M() { for (var i = 0; i < 3; i++) { try { return await db.{|RSF3001:ListRightPushAsync|}(\"a\", 1); } catch (RedisConnectionException) { await Task.Delay(1); } } return 0; }",

        // Scripts: unknown ones, and those that add.
        "Task M(string script) => v7.ExecuteAsync(() => db.{|RSF3001:ScriptEvaluateAsync|}(script));",
        "Task M() => v7.ExecuteAsync(() => db.{|RSF3001:ScriptEvaluateAsync|}(\"return redis.call('incr', KEYS[1])\"));",
    };

    public static TheoryData<string> Quiet => new()
    {
        // A second sending leaves the same state: the command, or this form of it, is idempotent.
        "Task M() => v7.ExecuteAsync(() => db.StringSetAsync(\"a\", 1));",
        "Task M() => v7.ExecuteAsync(() => db.HashSetAsync(\"a\", \"f\", 1));",
        "Task M() => v7.ExecuteAsync(() => db.KeyDeleteAsync(\"a\"));",
        "Task M() => v7.ExecuteAsync(() => db.SortedSetAddAsync(\"a\", \"m\", 1));",
        "Task M() => v7.ExecuteAsync(() => db.ListRemoveAsync(\"a\", 1));",
        "Task M() => v7.ExecuteAsync(() => db.ExecuteAsync(\"SET\", \"a\", 1));",

        // An id of the caller's own is refused when it comes again.
        "Task M() => v7.ExecuteAsync(() => db.StreamAddAsync(\"a\", \"f\", 1, messageId: \"5-1\"));",

        // It only reads.
        "Task M() => v7.ExecuteAsync(() => db.StringGetAsync(\"a\"));",

        // Retried only where nothing was applied.
        "Task M() => Policy.Handle<RedisConnectionException>(e => new FaultContext(e).NotApplied).RetryAsync(3).ExecuteAsync(() => db.StringIncrementAsync(\"a\"));",
        "Task M() => Policy.Handle<RedisTimeoutException>(e => e.Commandstatus == CommandStatus.WaitingToBeSent).RetryAsync(3).ExecuteAsync(() => db.StringIncrementAsync(\"a\"));",
        "void M() => new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = a => new ValueTask<bool>(a.Outcome.Exception is { } e && new FaultContext(e).NotApplied) }).Build().Execute(() => db.StringIncrement(\"a\"));",
        "Task M() => Policy.Handle<RedisServerException>().RetryAsync(3).ExecuteAsync(() => db.StringIncrementAsync(\"a\"));",
        "async Task M() { while (true) { try { await db.StringIncrementAsync(\"a\"); return; } catch (RedisServerException e) when (e.Message.StartsWith(\"LOADING\")) { } } }",
        "async Task M() { while (true) { try { await db.StringIncrementAsync(\"a\"); return; } catch (RedisException e) when (e is not RedisConnectionException) { } } }",

        // It retries faults of something else.
        "Task M() => Policy.Handle<InvalidOperationException>().RetryAsync(3).ExecuteAsync(() => db.StringIncrementAsync(\"a\"));",
        "void M() => new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = a => a.Outcome.Exception switch { System.IO.IOException => PredicateResult.True(), _ => PredicateResult.False() } }).Build().Execute(() => db.StringIncrement(\"a\"));",

        // It does not retry, though it is a policy.
        "void M() => ResiliencePipeline.Empty.Execute(() => db.StringIncrement(\"a\"));",
        "void M() => new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).Build().Execute(() => db.StringIncrement(\"a\"));",
        "void M() => Policy.Handle<RedisException>().CircuitBreaker(2, TimeSpan.FromSeconds(1)).Execute(() => db.StringIncrement(\"a\"));",
        "void M() => Policy.NoOp().Execute(() => db.StringIncrement(\"a\"));",
        "void M() => new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 0 }).Build().Execute(() => db.StringIncrement(\"a\"));",

        // What an injected pipeline handles is not known.
        "void M(ResiliencePipeline p) => p.Execute(() => db.StringIncrement(\"a\"));",
        "Task M(IAsyncPolicy p) => p.ExecuteAsync(() => db.StringIncrementAsync(\"a\"));",

        // WithRetry knows the command's category and does not repeat this one.
        "Task M() => retrying.StringIncrementAsync(\"a\");",
        "async Task M() { var r = db.WithRetry(); await r.ListLeftPushAsync(\"a\", 1); }",

        // A worker's loop goes on with the next item, and does not repeat this one.
        "async Task M(CancellationToken t) { while (!t.IsCancellationRequested) { try { await db.ListLeftPopAsync(\"a\"); } catch (Exception) { } } }",
        "async Task M(string[] keys) { foreach (var key in keys) { try { await db.StringIncrementAsync(key); } catch (RedisException) { } } }",

        // The loop ends with the fault, or repeats only on a result.
        "async Task M() { while (true) { try { await db.StringIncrementAsync(\"a\"); return; } catch (RedisException) { throw; } } }",
        "async Task M() { while (await db.StringIncrementAsync(\"a\") < 5) { } }",
        "Task M() => Policy.HandleResult<long>(0).RetryAsync(3).ExecuteAsync(() => db.StringIncrementAsync(\"a\"));",

        // A quorum: asked again for its result, and each node once a round, whose fault is an answer like another.
        "async Task<bool> M(IDatabase[] nodes) { for (var i = 0; i < 3; i++) { var votes = 0; foreach (var node in nodes) { if (await Vote(node)) { votes++; } } if (votes > nodes.Length / 2) { return true; } await Task.Delay(1); } return false; } static async Task<bool> Vote(IDatabase node) { try { return await node.StringIncrementAsync(\"a\") == 1; } catch (RedisException) { return false; } }",
        "async Task<bool> M(IDatabase[] nodes) { for (var i = 0; i < 3; i++) { var votes = 0; for (var n = 0; n < nodes.Length; n++) { var node = nodes[n]; try { if (await node.StringIncrementAsync(\"a\") == 1 && ++votes > nodes.Length / 2) { return true; } } catch (RedisException) { } } } return false; }",

        // What stands for the interface is chosen elsewhere, and may not retry, whatever its name says.
        "interface IRetry { Task RunAsync(Func<CancellationToken, Task> work); } Task M(IRetry r) => r.RunAsync(_ => db.StringIncrementAsync(\"a\"));",

        // The router knows the command's category as well.
        "partial class B { [Primary] public partial Task AddAsync(string key); private static async Task AddAsync(IDatabaseAsync db, string key) { await db.StringIncrementAsync(key); } }",

        // Queued, and never sent; or sent under a condition that the first attempt has made false.
        "Task M() => v7.ExecuteAsync(() => { var t = db.CreateTransaction(); _ = t.StringIncrementAsync(\"a\"); return Task.CompletedTask; });",
        "Task M() => v7.ExecuteAsync(() => { var t = db.CreateTransaction(); t.AddCondition(Condition.KeyNotExists(\"a\")); _ = t.StringIncrementAsync(\"a\"); return t.ExecuteAsync(); });",

        // Scripts that leave the same state: a lock's release.
        "Task M() => v7.ExecuteAsync(() => db.ScriptEvaluateAsync(\"if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end\"));",
        "static readonly LuaScript S = LuaScript.Prepare(\"return redis.call('set', @k, @v)\"); Task M() => v7.ExecuteAsync(() => db.ScriptEvaluateAsync(S));",
        "Task M(string script) => v7.ExecuteAsync(() => db.ScriptEvaluateReadOnlyAsync(script));",

        // Outside, beside or after the retry.
        "async Task M() { await v7.ExecuteAsync(() => db.StringGetAsync(\"a\")); await db.StringIncrementAsync(\"a\"); }",
        "Task M() => Once(() => db.StringIncrementAsync(\"a\")); Task Once(Func<Task> work) => work();",
        "Task M() => v7.ExecuteAsync(() => Add()); async Task N() => await Add(); Task Add() => db.StringSetAsync(\"a\", 1);",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string members) => RetrySnippet.VerifyAsync(new AccumulatingRetryAnalyzer(), members);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string members) => RetrySnippet.VerifyAsync(new AccumulatingRetryAnalyzer(), members);

    [Fact]
    public Task A_type_of_the_same_name_elsewhere_is_another() => Snippet.VerifyAsync(
        new AccumulatingRetryAnalyzer(),
        "using Polly; namespace B { interface IDatabase { Task StringIncrementAsync(string key); } class C(IDatabase db) { Task M() => Polly.Policy.Handle<Exception>().RetryAsync(1).ExecuteAsync(() => db.StringIncrementAsync(\"a\")); } }");
}
