using Microsoft.CodeAnalysis;
using RedisSafety.Analyzers.Retry;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF3004Tests
{
    public static TheoryData<string> Reported => new()
    {
        "async Task M() { var t = db.CreateTransaction(); _ = t.StringSetAsync(\"a\", 1); await v7.ExecuteAsync(() => t.{|RSF3004:ExecuteAsync|}()); }",
        "void M() { var t = db.CreateTransaction(); sync.Execute(() => t.{|RSF3004:Execute|}()); }",
        "Task<bool> M(ITransaction t) => v7.ExecuteAsync(() => t.{|RSF3004:ExecuteAsync|}());",
        "ITransaction _t = null!; Task<bool> M() => v7.ExecuteAsync(() => _t.{|RSF3004:ExecuteAsync|}());",
        "async Task M() { var t = db.CreateTransaction(); while (true) { try { await t.{|RSF3004:ExecuteAsync|}(); return; } catch (RedisException) { } } }",
        "async Task M() { var t = db.CreateTransaction(); await Again(() => t.{|RSF3004:ExecuteAsync|}()); } Task Again(Func<Task> work) => v7.ExecuteAsync(work);",
        """
        Task<bool> M(ITransaction t) => new Job<bool>(() => t.{|RSF3004:ExecuteAsync|}()).RunAsync();
        class Job<T>(Func<Task<T>> work) { readonly AsyncRetryPolicy _policy = Policy.Handle<TimeoutException>().RetryAsync(3); public Task<T> RunAsync() => _policy.ExecuteAsync(work); }
        """,

        // A wrapper behind an interface.
        """
        async Task<bool> M(IPipeline write) { var t = db.CreateTransaction(); return await write.ExecuteAsync(async token => { return await t.{|RSF3004:ExecuteAsync|}().ConfigureAwait(false); }, default); }
        interface IPipeline { ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken token); }
        class Pipeline(ResiliencePipeline inner) : IPipeline { public ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken token) => inner.ExecuteAsync(work, token); }
        """,

        // A wrapper whose code is in another project: each execution is given a token.
        """
        async Task<bool> M(IExecutor write) { var t = db.CreateTransaction(); return await write.ExecuteAsync(async token => await t.{|RSF3004:ExecuteAsync|}(), default); }
        interface IExecutor { ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken token); }
        """,
    };

    public static TheoryData<string> Quiet => new()
    {
        // A delegate that another project's code runs, and perhaps once, as it would to trace it; a token that is not handed to the delegate.
        """
        async Task<bool> M(IExecutor write) { var t = db.CreateTransaction(); return await write.ExecuteAsync(() => t.ExecuteAsync(), default); }
        interface IExecutor { Task<T> ExecuteAsync<T>(Func<Task<T>> work, CancellationToken token); }
        """,
        """
        async Task<bool> M(IExecutor write) { var t = db.CreateTransaction(); return await write.ExecuteAsync(token => t.ExecuteAsync(), default); }
        class CancellationToken; interface IExecutor { Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken token); }
        """,

        // A wrapper whose name speaks of retry, whose code is here, and runs the delegate once; and one in which the transaction is made.
        """
        async Task<bool> M(IResiliencePipeline write) { var t = db.CreateTransaction(); return await write.ExecuteAsync(() => t.ExecuteAsync()); }
        interface IResiliencePipeline { Task<T> ExecuteAsync<T>(Func<Task<T>> work); }
        class Empty : IResiliencePipeline { public Task<T> ExecuteAsync<T>(Func<Task<T>> work) => work(); }
        """,
        """
        async Task<bool> M(IResiliencePipeline write) => await write.ExecuteAsync(token => { var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1); return t.ExecuteAsync(); });
        interface IResiliencePipeline { Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work); }
        """,

        // Each attempt makes its own.
        "Task<bool> M() => v7.ExecuteAsync(() => { var t = db.CreateTransaction(); _ = t.StringSetAsync(\"a\", 1); return t.ExecuteAsync(); });",
        "async Task M() { while (true) { try { var t = db.CreateTransaction(); await t.ExecuteAsync(); return; } catch (RedisException) { } } }",
        "async Task M() { ITransaction t; await v7.ExecuteAsync(() => { t = db.CreateTransaction(); return t.ExecuteAsync(); }); }",
        "ITransaction? _t; Task<bool> M() => v7.ExecuteAsync(() => { _t = db.CreateTransaction(); return _t.ExecuteAsync(); });",
        "Task<bool> M() => v7.ExecuteAsync(() => Send(db.CreateTransaction())); Task<bool> Send(ITransaction t) => t.ExecuteAsync();",
        "ITransaction New => db.CreateTransaction(); Task<bool> M() => v7.ExecuteAsync(() => New.ExecuteAsync());",

        // Nothing repeats it.
        "Task<bool> M() { var t = db.CreateTransaction(); return t.ExecuteAsync(); }",
        "bool M(ITransaction t) => ResiliencePipeline.Empty.Execute(() => t.Execute());",
        "async Task M() { var t = db.CreateTransaction(); while (true) { try { await t.ExecuteAsync(); return; } catch (RedisException) { throw; } } }",
        "async Task M() { var t = db.CreateTransaction(); await v7.ExecuteAsync(() => db.StringGetAsync(\"a\")); await t.ExecuteAsync(); }",

        // A batch has no result that could lie, and a command named by text is queued like any other.
        "void M(IBatch b) => sync.Execute(() => b.Execute());",
        "Task M(ITransaction t) => v7.ExecuteAsync(() => t.ExecuteAsync(\"PING\"));",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string members) => RetrySnippet.VerifyAsync(new TransactionRetryAnalyzer(), members);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string members) => RetrySnippet.VerifyAsync(new TransactionRetryAnalyzer(), members);

    [Theory]
    [InlineData("Polly.Policy.Handle<RedisException>().Retry(1)", DiagnosticSeverity.Error)]
    [InlineData("p", DiagnosticSeverity.Warning)]
    [InlineData("q", DiagnosticSeverity.Warning)]
    public async Task Is_a_warning_where_the_pipeline_may_not_retry(string policy, DiagnosticSeverity severity)
    {
        var compilation = Snippet.Compile($"using Polly; interface I {{ bool Execute(Func<CancellationToken, bool> work); }} class A {{ bool M(ITransaction t, Polly.ISyncPolicy p, I q) => {policy}.Execute({(policy == "q" ? "_" : "()")} => t.Execute()); }}");

        Assert.Equal(severity, Assert.Single(await Snippet.DiagnosticsAsync(new TransactionRetryAnalyzer(), compilation)).Severity);
    }
}
