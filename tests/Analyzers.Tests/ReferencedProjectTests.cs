using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>
/// An editor hands the compilation of one project to the other, where a build hands over an assembly: symbols of the other project then
/// have declarations, in trees that are not this compilation's.
/// </summary>
public sealed class ReferencedProjectTests
{
    private const string Library = """
        using Polly;
        public interface IAgain { Task Run(Func<Task> work); }
        public class Again : IAgain
        {
            public static readonly IAsyncPolicy Policy = Polly.Policy.Handle<RedisException>().RetryAsync(3);
            public static readonly ConfigurationOptions Options = new() { EndPoints = { "a", "b" } };
            public static string Configuration => "a,b";
            public static readonly string Script = "return redis.call('incr', KEYS[1])";
            protected IDatabase Db = null!;
            public Func<Task> Work { get; set; } = () => Task.CompletedTask;
            public IDatabaseAsync Retrying { get; set; } = null!;
            public Task Run(Func<Task> work) => Policy.ExecuteAsync(work);
            public virtual Task AddAsync(string key) => Db.StringIncrementAsync(key);
            public static bool IsTransient(Exception e) => e is RedisTimeoutException;
            public static Task<ConnectionMultiplexer> OpenAsync() => ConnectionMultiplexer.ConnectAsync("a");
        }
        public abstract class Base { public abstract Task Once(Func<Task> work); protected static Task Twice(Func<Task> work) => Again.Policy.ExecuteAsync(work); }
        """;

    private const string Source = """
        using Polly;
        class Store(IDatabase db, IAgain again, Again helper) : Base
        {
            readonly Again _own = new() { Work = () => db.StringIncrementAsync("a") };
            public override async Task Once(Func<Task> work)
            {
                await again.Run(() => db.StringIncrementAsync("a"));
                await helper.Run(() => helper.AddAsync("b"));
                await Again.Policy.ExecuteAsync(() => helper.AddAsync("c"));
                await Policy.Handle<Exception>(e => Again.IsTransient(e)).RetryAsync(3).ExecuteAsync(work);
                await Policy.Handle<Exception>(Again.IsTransient).RetryAsync(3).ExecuteAsync(() => db.ScriptEvaluateAsync(Again.Script));
                await Twice(helper.Work); await Twice(_own.Work); await Twice(() => Twice(work));
                await helper.Retrying.StringGetAsync("a");
                ConnectionMultiplexer.Connect(Again.Options); ConnectionMultiplexer.Connect(Again.Configuration);
                using var opened = await Again.OpenAsync();
                helper.Work = () => db.KeyDeleteAsync("a");
                for (var i = 0; i < 3; i++) { try { await helper.Work(); return; } catch (Exception e) when (Again.IsTransient(e)) { } }
            }
        }
        """;

    [Fact]
    public async Task No_analyzer_asks_about_code_of_another_project()
    {
        var analyzers = typeof(KnownSymbols).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .ToImmutableArray();

        var reported = await Compile().WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

        Assert.Empty(reported.Where(diagnostic => diagnostic.Id == "AD0001").Select(diagnostic => diagnostic.GetMessage()));
        Assert.NotEmpty(reported);
    }

    private static CSharpCompilation Compile()
    {
        var library = Snippet.Compile(Library).WithAssemblyName("Library");
        var compilation = Snippet.Compile(Source, more: library.ToMetadataReference());

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return compilation;
    }
}
