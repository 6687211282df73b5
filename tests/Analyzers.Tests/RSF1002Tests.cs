using System.Globalization;
using Microsoft.CodeAnalysis;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1002Tests
{
    public static TheoryData<string> Reported => new()
    {
        """class A(IDatabase db) { Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); }""",
        """class A(IDatabaseAsync db) { Task M() => db.{|RSF1002:StringGetAsync|}("a"); }""",
        """class A(IConnectionMultiplexer redis) { void M() { var db = redis.GetDatabase(); db.{|RSF1002:KeyDelete|}("a"); } }""",
        """class A(IDatabase db) { Task<bool> M() { var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1); return t.{|RSF1002:ExecuteAsync|}(); } }""",
        """class A(IDatabase db) { void M() { var b = db.CreateBatch(); _ = b.StringSetAsync("a", 1); b.{|RSF1002:Execute|}(); } }""",
        """static class A { public static Task Touch(this IDatabase db) => db.{|RSF1002:KeyTouchAsync|}("a"); }""",

        // Once for all, at the first such call.
        """class A(IDatabase db) { Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); Task N() => db.StringGetAsync("a"); void O() => db.KeyDelete("a"); }""",
        """class A(IDatabase db) { Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); class B(IDatabase db) { Task M() => db.StringSetAsync("a", 1); } }""",
        """partial class A(IDatabase db) { Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); } partial class A { Task N() => db.StringGetAsync("a"); }""",
        """record A(IDatabase Db) { async IAsyncEnumerable<int> M() { yield return (int)await Db.{|RSF1002:StringGetAsync|}("a"); } readonly Func<IDatabase, long> _f = db => db.StringIncrement("a"); }""",

        // Retried by one caller and not by the other, or by a helper that has its code here and does not retry, whatever its name says.
        """class A(IDatabase db, Polly.ISyncPolicy p) { public void M() => p.Execute(() => B(3)); public void N() => C(1); void B(int i) { if (i > 0) { C(i - 1); } } void C(int i) { B(i); D(); } void D() => db.{|RSF1002:KeyDelete|}("a"); }""",
        """class A(IDatabase db, Retry r) { Task M() => r.RunAsync(() => db.{|RSF1002:StringSetAsync|}("a", 1)); } class Retry { public Task RunAsync(Func<Task> work) => work(); }""",
        """class A(IDatabase db, IRetry r) { Task M() => r.RunAsync(() => db.{|RSF1002:StringSetAsync|}("a", 1)); } interface IRetry { Task RunAsync(Func<Task> work); } class Retry : IRetry { public Task RunAsync(Func<Task> work) => work(); }""",
        """class A(IDatabase db) { Task M() => Task.Run(() => db.{|RSF1002:StringSetAsync|}("a", 1)); }""",
        """class A(IDatabase db, ISubscriber s) { void M() => s.Subscribe(RedisChannel.Literal("a"), (_, v) => db.{|RSF1002:StringSet|}("a", v)); }""",
        """using Polly; class A(IDatabase db) { object M() => Policy.Handle<RedisException>().Retry(3, (_, _) => db.{|RSF1002:StringIncrement|}("a")); }""",
        """using Microsoft.Extensions.DependencyInjection; class A(IDatabase db) { object M(IServiceCollection s) => s.AddTransient<object>(_ => db.{|RSF1002:StringGet|}("a")); }""",
        """partial class A { [Primary("GET a")] public partial Task<string?> OtherAsync(); private static Task SwapAsync(IDatabaseAsync db, string key) => db.{|RSF1002:StringSetAsync|}(key, 1); }""",
        """partial class A { [Primary] public partial Task SwapAsync(string key); private static Task SwapAsync(string key, IDatabaseAsync db) => db.{|RSF1002:StringSetAsync|}(key, 1); }""",
        """partial class A { [Obsolete] public Task SwapAsync(string key) => Task.CompletedTask; private static Task SwapAsync(IDatabaseAsync db, string key) => db.{|RSF1002:StringSetAsync|}(key, 1); }""",

        // Called by retried code of another type, and by other code as well: directly, as a delegate, through the interface, or from where
        // nobody here can see.
        """class A(IDatabase db) { public Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); } class B(A a, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => a.M()); Task N() => a.M(); }""",
        """class A(IDatabase db) { public Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); } class B(A a, Polly.IAsyncPolicy p, Polly.ISyncPolicy q) { Task M() => p.ExecuteAsync(() => a.M()); void N() => q.Execute(() => C.Add(a)); } static class C { public static event Func<Task>? Done; public static void Add(A a) => Done += a.M; }""",
        """interface I { Task M(); } class A(IDatabase db) : I { public Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); } class B(A a, I i, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => a.M()); Task N() => i.M(); }""",
        """interface I { Task M(); } class A(IDatabase db) : I { Task I.M() => db.{|RSF1002:StringSetAsync|}("a", 1); } class B(I i, I j, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => i.M()); Task N() => j.M(); }""",
        """class A(IDatabase db) : IAsyncDisposable { public ValueTask DisposeAsync() => new(db.{|RSF1002:KeyDeleteAsync|}("a")); } class B(A a, Polly.ResiliencePipeline p) { Task M() => p.ExecuteAsync(async _ => await a.DisposeAsync()).AsTask(); }""",
        """abstract class A { public abstract Task M(); } class B(IDatabase db) : A { public override Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); } class C(A a, B b, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => b.M()); Task N() => a.M(); }""",

        // A decorator that does not retry, and one of another member.
        """interface I { Task M(); Task N(); } class A(IDatabase db) : I { public Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); public Task N() => M(); } class B(I i) : I { public Task M() => i.M(); public Task N() => i.N(); } class C(I i) { Task M() => i.M(); }""",
        """interface I { Task M(); Task N(); } class A(IDatabase db) : I { public Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); public Task N() => Task.CompletedTask; } class B(I i, Polly.IAsyncPolicy p) : I { public Task M() => i.M(); public Task N() => p.ExecuteAsync(() => i.M()); } class C(I i) { Task M() => i.M(); }""",

        // Methods that only call each other are called by nobody; a name in nameof is no call.
        """class A(IDatabase db) { public void M() { N(); db.{|RSF1002:KeyDelete|}("a"); } public void N() => M(); }""",
        """class A(IDatabase db) { public Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); } class B(Polly.ISyncPolicy p) { string M(A a) => p.Execute(() => nameof(a.M)); }""",

        // A method of the same name is another: in another type, or with other parameters.
        """class A(IDatabase db) { public Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); } class B { public Task M() => Task.CompletedTask; } class C(B b, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => b.M()); }""",
        """class A(IDatabase db) { public Task M(int by) => db.{|RSF1002:StringIncrementAsync|}("a", by); public Task M() => Task.CompletedTask; } class C(A a, Polly.IAsyncPolicy p) { Task N() => p.ExecuteAsync(() => a.M()); Task O() => a.M(1); }""",

        // Faults that are thrown on, a write that is lost without a word, and a job that is not repeated.
        """class A(IDatabase db) { string? M() { try { return db.{|RSF1002:StringGet|}("a"); } catch (Exception) { throw; } } }""",
        """class A(IDatabase db) { string? M() { try { return db.{|RSF1002:StringGet|}("a"); } catch (InvalidOperationException) { return null; } } }""",
        """namespace Hangfire { class AutomaticRetryAttribute : Attribute { public int Attempts { get; set; } } } class A(IDatabase db) { [Hangfire.AutomaticRetry(Attempts = 0)] public Task M() => db.{|RSF1002:StringSetAsync|}("a", 1); }""",
        """interface IJob { Task Execute(object context); } class A(IDatabase db) : IJob { public Task Execute(object context) => db.{|RSF1002:StringSetAsync|}("a", 1); }""",

        // A result is asked for again, not a fault.
        """class A(IDatabase db) { void M() { while (!db.{|RSF1002:LockTake|}("a", "me", TimeSpan.FromDays(1))) { } } }""",
        """class A(IDatabase db) { void M() { try { db.{|RSF1002:KeyDelete|}("a"); } catch (RedisException) { } } }""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // A cache that answers every fault with a miss: nothing is thrown, and the next read asks again.
        """class A(IDatabase db) { string? M() { try { return db.StringGet("a"); } catch (Exception) { return null; } } void N(string v) { try { db.StringSet("a", v); } catch (Exception e) { Console.WriteLine(e); } } }""",

        // Jobs that a framework repeats.
        """namespace Quartz { public interface IJob { Task Execute(object context); } } class A(IDatabase db) : Quartz.IJob { public Task Execute(object context) => db.StringSetAsync("a", 1); }""",
        """namespace MassTransit { public interface IConsumer<T> { Task Consume(T context); } } class A(IDatabase db) : MassTransit.IConsumer<string> { public async Task Consume(string context) => await Save(context); Task Save(string s) => db.StringSetAsync("a", s); }""",
        """namespace Orleans { public interface IRemindable { Task ReceiveReminder(string name); } } class A(IDatabase db) : Orleans.IRemindable { public Task ReceiveReminder(string name) => db.StringSetAsync("a", 1); }""",
        """namespace Hangfire { public static class BackgroundJob { public static string Enqueue<T>(System.Linq.Expressions.Expression<Func<T, Task>> job) => ""; } } class A(IDatabase db) { public Task M() => db.StringSetAsync("a", 1); } class B { void N() => Hangfire.BackgroundJob.Enqueue<A>(a => a.M()); }""",

        // Retried, by what RSF3001's tests show in full.
        """class A(IDatabase db, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => db.StringSetAsync("a", 1)); }""",
        """class A(IDatabase db, Polly.ResiliencePipeline p) { void M() => p.Execute(() => db.StringSet("a", 1)); }""",
        """using StackExchange.Redis.Availability; class A(IDatabase db) { readonly IDatabaseAsync _db = db.WithRetry(); Task M() => _db.StringSetAsync("a", 1); }""",
        """using StackExchange.Redis.Availability; class A(IConnectionMultiplexer redis) { IDatabaseAsync Db => redis.GetDatabase().WithRetry(); Task M() => Db.StringSetAsync("a", 1); }""",
        """class A(IDatabase db) { void M() { for (var i = 0; i < 3; i++) { try { db.StringSet("a", 1); return; } catch (RedisException) { } } } }""",
        """class A(IDatabase db, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => Save()); Task Save() => db.StringSetAsync("a", 1); }""",
        """class A(IDatabase db, Polly.IAsyncPolicy p) { Task M() => Again(() => db.StringSetAsync("a", 1)); Task Again(Func<Task> work) => p.ExecuteAsync(work); }""",
        """class A(IDatabase db) { async Task M(CancellationToken t) { while (!t.IsCancellationRequested) { try { await db.ListLeftPopAsync("a"); } catch (Exception) { } } } }""",

        """class A(IDatabase db) { void M() => Again(() => db.KeyDelete("a")); void Again(Func<object> work) { while (true) { try { Run(work); return; } catch (Exception) { } } } object Run(Func<object> work) { try { return work.Invoke(); } catch (ObjectDisposedException) { throw; } } }""",
        """class A(IDatabase db) { object M() => Run(() => db.KeyDelete("a")); object Run(Func<object> work) { try { return work(); } catch (RedisConnectionException) { return work(); } } }""",

        // Helpers around helpers around a loop, in another type.
        """class A(IDatabase db) { void M() => Again(() => { db.KeyDelete("a"); }); void Again(Action work) => Again(() => { work(); return true; }); T Again<T>(Func<T> work) => Loop.Again(work, 3); } static class Loop { public static T Again<T>(Func<T> work, int times) { do { try { return work(); } catch (RedisServerException) { } catch (TimeoutException) { if (times < 2) { throw; } } } while (times-- > 0); return default!; } }""",

        """class A(IDatabase db, Polly.ISyncPolicy p) { public void M() => p.Execute(B); void B() => C(); void C() => D(); void D() => E(); void E() => F(); void F() => db.KeyDelete("a"); }""",

        // Methods that call each other, all of them below a retry.
        """class A(IDatabase db, Polly.ISyncPolicy p) { public void M() => p.Execute(() => B(3)); void B(int i) { if (i > 0) { C(i - 1); } D(); } void C(int i) { B(i); D(); } void D() => db.KeyDelete("a"); }""",
        """class A(IDatabase db, Polly.ISyncPolicy p) { void M() { Action work = null!; work = () => { db.KeyDelete("a"); work(); }; p.Execute(work); } }""",

        // A method group, a local function and a field that retried code is handed.
        """class A(IDatabase db, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(SaveAsync); async Task SaveAsync() { await db.StringSetAsync("a", 1); } }""",
        """class A(IDatabase db, Polly.IAsyncPolicy p) { Task M() { return p.ExecuteAsync(SaveAsync); async Task SaveAsync() { await db.StringSetAsync("a", 1); } } }""",
        """class A { readonly Func<Task> _save; readonly Polly.IAsyncPolicy _p; A(IDatabase db, Polly.IAsyncPolicy p) { _p = p; _save = () => db.StringSetAsync("a", 1); } Task M() => _p.ExecuteAsync(_save); }""",

        // What stands for an interface that is implemented elsewhere may retry.
        """class A(IDatabase db, IRun r) { Task M() => r.RunAsync(() => db.StringSetAsync("a", 1)); } interface IRun { Task RunAsync(Func<Task> work); }""",
        """class A(IDatabase db, Run r) { Task M() => r.RunAsync(() => db.StringSetAsync("a", 1)); } abstract class Run { public abstract Task RunAsync(Func<Task> work); }""",

        // All callers are in other types, and each of them retries: a lambda, a delegate, a loop, a helper, a local function.
        """class A(IDatabase db) { public Task M() => db.StringSetAsync("a", 1); } class B(A a, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => a.M()); Task N() => p.ExecuteAsync(a.M); }""",
        """class A(IDatabase db) { internal void M() => db.KeyDelete("a"); } class B(A a) { void M() { while (true) { try { a.M(); return; } catch (RedisException) { } } } }""",
        """class A(IDatabase db) { public Task M() => db.StringSetAsync("a", 1); } class B(A a, C c) { Task M() => c.Again(() => a.M()); } class C(Polly.IAsyncPolicy p) { public Task Again(Func<Task> work) => p.ExecuteAsync(work); }""",
        """static class A { public static Task Touch(this IDatabase db) => db.KeyTouchAsync("a"); } class B(IDatabase d, Polly.IAsyncPolicy p) { Task M() { return p.ExecuteAsync(Run); Task Run() => d.Touch(); } }""",
        """static class A { public static Task Touch(this IDatabase db) => db.KeyTouchAsync("a"); } class B(IDatabase d, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(d.Touch); }""",
        """class A<T>(IDatabase db) { public Task M<S>() => db.StringSetAsync(typeof(S).Name, 1); } class B(A<int> a, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => a.M<string>()); }""",

        // Through methods in between, of both types; a private one at the end of the way; partial ones; methods that call each other as well.
        """class A(IDatabase db) { public Task M() => N(); Task N() => db.StringSetAsync("a", 1); } class B(A a) { public Task M() => a.M(); } class C(B b, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => b.M()); }""",
        """partial class A(IDatabase db) { public partial Task M(); } partial class A { public partial Task M() => db.StringSetAsync("a", 1); } class B(A a, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => a.M()); }""",
        """class A(IDatabase db) { public void M() { N(); db.KeyDelete("a"); } public void N() => M(); } class B(A a, Polly.ISyncPolicy p) { void M() => p.Execute(a.N); }""",

        // Decorators: who asks for the interface is given the one that retries.
        """interface I { Task M(); } class A(IDatabase db) : I { public Task M() => db.StringSetAsync("a", 1); } class B(I i, Polly.IAsyncPolicy p) : I { public Task M() => p.ExecuteAsync(() => i.M()); } class C(I i) { Task M() => i.M(); }""",
        """interface I { Task M(); } class A(IDatabase db) : I { Task I.M() => db.StringSetAsync("a", 1); } class B(I i, Polly.IAsyncPolicy p) : I { Task I.M() => p.ExecuteAsync(i.M); } class C(I i) { Task M() => i.M(); }""",
        """abstract class I { public abstract Task M(); } class A(IDatabase db) : I { public override Task M() => db.StringSetAsync("a", 1); } class L(I i) : I { public override Task M() => i.M(); } class B(I i, Polly.IAsyncPolicy p) : I { public override Task M() => p.ExecuteAsync(() => i.M()); } class C(I i) { Task M() => i.M(); }""",

        // What is handed to RedisSafety's router, and the body of a repository's method, which gets its database from there.
        """class A(IRedisRouter r) { static readonly RedisOperation<string, bool, bool> Save = new("SET", RedisRoute.Primary, CommandFlags.None, static (db, key, flags) => db.StringSetAsync(key, 1), static (reply, _) => reply); Task M() => r.ExecuteAsync(Save, "a"); }""",
        """partial class A(IRedisRouter r) { [ReadReplica] public partial Task LookAsync(string key); private static async Task LookAsync(IDatabaseAsync db, string key) { await db.StringGetAsync(key); } }""",
        """partial class A(IRedisRouter r) { [Primary] public partial Task SwapAsync(string key); private static async Task SwapAsync(IDatabaseAsync db, string key) { await db.StringGetAsync(key); await db.StringSetAsync(key, 1); } }""",

        // The connection that these calls go through is reported already, by RSF1001.
        """class A { void M() { var redis = ConnectionMultiplexer.Connect("a"); redis.GetDatabase().StringSet("a", 1); } }""",

        // Sent without waiting: nobody learns of the fault.
        """class A(IDatabase db) { void M() => db.StringSet("a", 1, flags: CommandFlags.FireAndForget); }""",

        // Queued, and never executed: that is another fault.
        """class A(ITransaction t) { void M() => _ = t.StringSetAsync("a", 1); }""",

        // Administration and subscriptions are no data.
        """class A(IServer server, ISubscriber bus) { void M() { server.FlushDatabase(); bus.Publish(RedisChannel.Literal("a"), 1); bus.Subscribe(RedisChannel.Literal("a"), (c, v) => { }); } }""",

        // That a ping fails is the answer.
        """class A(IDatabase db) { async Task<bool> M() { try { await db.PingAsync(); return true; } catch (RedisException) { return false; } } object N() => db.Execute("PING"); }""",

        // It sends nothing.
        """class A(IDatabase db) { object M() => (db.CreateBatch(), db.IsConnected("a"), db.Multiplexer.GetDatabase(1)); }""",
        """class A(IDatabase db) { string M() => nameof(db.StringSet); }""",

        // A type that is a database itself hands calls on, and a call on it is not yet one to the server.
        """abstract class A(IDatabaseAsync inner) : IDatabaseAsync { public Task<bool> KeyTouchAsync(RedisKey key, CommandFlags flags = 0) => inner.KeyTouchAsync(key, flags); }""",

        // A type of the same name is another.
        """namespace B { interface IDatabase { void StringSet(string key, int value); } class A(IDatabase db) { void M() => db.StringSet("a", 1); } }""",

        // What the generator writes is routed and retried by the router.
        """[System.CodeDom.Compiler.GeneratedCode("RedisSafety", "1")] class A(IDatabase db) { Task M() => db.StringSetAsync("a", 1); }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string source) => Snippet.VerifyAsync(new RawCallAnalyzer(), source);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string source) => Snippet.VerifyAsync(new RawCallAnalyzer(), source, mustCompile: !source.Contains("abstract", StringComparison.Ordinal));

    [Theory]
    [InlineData("private")]
    [InlineData("public")]
    public Task Is_quiet_however_many_methods_stand_between(string access) => Snippet.VerifyAsync(
        new RawCallAnalyzer(),
        $$"""
        class A(IDatabase db, Polly.ISyncPolicy p)
        {
            public void M() => p.Execute(M0);
            {{string.Join("\n", Enumerable.Range(0, 30).Select(i => $"{access} void M{i}() => M{i + 1}();"))}}
            {{access}} void M30() => db.KeyDelete("a");
        }
        """);

    // A library's code is not here: whether it retries, as this one does not, cannot be seen.
    [Fact]
    public async Task Is_quiet_where_a_library_runs_it()
    {
        using var image = new MemoryStream();
        Assert.True(Snippet.Compile("public static class Run { public static Task OnceAsync(Func<Task> work) => work(); }").WithAssemblyName("Library").Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        var compilation = Snippet.Compile("""class A(IDatabase db) { Task M() => Run.OnceAsync(() => db.StringSetAsync("a", 1)); }""", more: MetadataReference.CreateFromImage(image.ToArray()));

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Empty(await Snippet.DiagnosticsAsync(new RawCallAnalyzer(), compilation));
    }

    // One report for the project where nothing retries, else one for each type.
    [Theory]
    [InlineData("", 1, "and so are 2 more calls in 2 types")]
    [InlineData("class C(IDatabase db, Polly.IAsyncPolicy p) { Task M() => p.ExecuteAsync(() => db.StringSetAsync(\"c\", 1)); }", 2, "is one more call in 'A'")]
    [InlineData("class C(IDatabase db) { void M() { while (true) { try { db.KeyDelete(\"c\"); return; } catch (RedisException) { } } } }", 2, "is one more call in 'A'")]
    public async Task Reports_once_a_project_where_nothing_retries(string more, int count, string words)
    {
        var compilation = Snippet.Compile("""class A(IDatabase db) { void M() { db.StringSet("a", 1); db.StringSet("b", 1); } } class B(IDatabase db) { void M() => db.KeyDelete("a"); }""" + more);

        var reported = await Snippet.DiagnosticsAsync(new RawCallAnalyzer(), compilation);

        Assert.Equal(count, reported.Length);
        Assert.Contains(reported, report => report.GetMessage(CultureInfo.InvariantCulture).Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("db.StringSet(\"a\", 1)", "use the asynchronous method through WithRetry()")]
    [InlineData("db.StringSetAsync(\"a\", 1)", "send it through WithRetry()")]
    public async Task Names_what_the_project_can_do(string call, string action)
    {
        var compilation = Snippet.Compile($"class A(IDatabase db) {{ object M() => {call}; }}")
            .RemoveReferences(Snippet.References.Where(reference => Path.GetFileName(reference.Display!).StartsWith("RedisSafety", StringComparison.Ordinal)));

        Assert.Contains(action, Assert.Single(await Snippet.DiagnosticsAsync(new RawCallAnalyzer(), compilation)).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project", 1)]
    [InlineData("type", 1)]
    [InlineData("member", 2)]
    [InlineData("call", 3)]
    [InlineData("none", 0)]
    [InlineData("often", 1)]
    public async Task Reports_as_often_as_asked(string value, int count)
    {
        var compilation = Snippet.Compile("""class A(IDatabase db) { void M() { db.StringSet("a", 1); db.StringSet("b", 1); } void N() => db.KeyDelete("a"); }""");

        var reported = await Snippet.DiagnosticsAsync(new RawCallAnalyzer(), compilation, ("redis_safety.RSF1002.report", value));

        Assert.Equal(count, reported.Length);
    }

    [Fact]
    public async Task Names_the_other_calls()
    {
        var compilation = Snippet.Compile("""class A(IDatabase db) { void M() { db.StringSet("a", 1); db.StringSet("b", 1); } void N() => db.KeyDelete("a"); }""");

        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new RawCallAnalyzer(), compilation));

        Assert.Equal(2, reported.AdditionalLocations.Count);
        Assert.Contains("2 more calls in 'A'", reported.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report", 1)]
    [InlineData("ignore", 0)]
    [InlineData(null, 0)]
    public async Task Leaves_test_projects_alone_unless_asked(string? value, int count)
    {
        var framework = MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location);
        var compilation = Snippet.Compile("""class A(IDatabase db) { void M() => db.StringSet("a", 1); }""", more: framework);

        var reported = await Snippet.DiagnosticsAsync(new RawCallAnalyzer(), compilation, value is null ? [] : [("redis_safety.test_projects", value)]);

        Assert.Equal(count, reported.Length);
    }
}
