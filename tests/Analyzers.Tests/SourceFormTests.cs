using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Analyzers.Retry;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>The rules on connections and retries in each form that source takes: what is reported there, what is not, and look-alikes.</summary>
public sealed class SourceFormTests
{
    private const string Policies = """
        using Polly;
        static class R
        {
            public static readonly ISyncPolicy P = Policy.Handle<RedisException>().Retry(3);
            public static readonly IAsyncPolicy Q = Policy.Handle<RedisException>().RetryAsync(3);
            public static IConnectionMultiplexer? Kept { get; set; }
        }
        """;

    // The client's names in another namespace.
    private const string LookAlikes = """
        namespace Other;
        enum CommandFlags { None, FireAndForget = 2 }
        interface ITransaction { bool Execute(); }
        interface IDatabase
        {
            bool KeyDelete(string key, CommandFlags flags = 0);
            long StringIncrement(string key);
            bool LockTake(string key, string value, TimeSpan expiry);
            Task<string> StringGetAsync(string key);
            ITransaction CreateTransaction();
        }
        sealed class ConnectionMultiplexer : IDisposable { public static ConnectionMultiplexer Connect(string configuration) => new(); public void Dispose() { } }
        """;

    // What is reported, where, and the same without the fault.
    private static readonly (DiagnosticAnalyzer Analyzer, string Id, string Place, string Faulty, string Right)[] Rules =
    [
        (new ConnectionWithoutRetryAnalyzer(), "RSF1001", "ConnectionMultiplexer.Connect(\"a\")", """GC.KeepAlive(ConnectionMultiplexer.Connect("a"));""", """GC.KeepAlive(ConnectionMultiplexer.Connect("a,abortConnect=false"));"""),
        (new RawCallAnalyzer(), "RSF1002", "KeyDelete", """db.KeyDelete("a");""", """R.P.Execute(() => db.KeyDelete("a"));"""),
        (new ConnectionPerCallAnalyzer(), "RSF1003", "ConnectionMultiplexer.Connect(\"a\")", """using (var r = ConnectionMultiplexer.Connect("a")) { }""", """R.Kept ??= ConnectionMultiplexer.Connect("a");"""),
        (new AccumulatingRetryAnalyzer(), "RSF3001", "StringIncrement", """R.P.Execute(() => db.StringIncrement("a"));""", """R.P.Execute(() => db.KeyDelete("a"));"""),
        (new UnobservedRetryAnalyzer(), "RSF3002", "KeyDelete", """R.P.Execute(() => db.KeyDelete("a", CommandFlags.FireAndForget));""", """R.P.Execute(() => db.KeyDelete("a"));"""),
        (new NestedRetryAnalyzer(), "RSF3003", "Execute", """R.P.Execute(() => R.P.Execute(() => db.KeyDelete("a")));""", """R.P.Execute(() => R.P.Execute(() => 1)); R.P.Execute(() => db.KeyDelete("a"));"""),
        (new TransactionRetryAnalyzer(), "RSF3004", "Execute", """{ var t = db.CreateTransaction(); R.P.Execute(() => t.Execute()); }""", """R.P.Execute(() => { var t = db.CreateTransaction(); return t.Execute(); });"""),
        (new ConditionalResultAnalyzer(), "RSF3005", "LockTake", """if (R.P.Execute(() => db.LockTake("a", "me", TimeSpan.FromDays(1)))) { Console.WriteLine(); }""", """R.P.Execute(() => db.LockTake("a", "me", TimeSpan.FromDays(1)));"""),
        (new StartedTaskAnalyzer(), "RSF3006", "s", """{ var s = db.StringGetAsync("a"); _ = R.Q.ExecuteAsync(async () => await s); }""", """_ = R.Q.ExecuteAsync(async () => { var s = db.StringGetAsync("a"); await s; });"""),
    ];

    private static readonly ImmutableDictionary<string, string[]> Forms = new Dictionary<string, string[]>
    {
        ["primary constructor"] = ["class A(IDatabase db) { void M() { S } }"],
        ["expression body"] = ["class A(IDatabase db) { Action M() => () => { S }; }"],
        ["property"] = ["class A(IDatabase db) { int P { get { S return 1; } set { } } }"],
        ["indexer"] = ["class A(IDatabase db) { int this[int i] { get => i; set { S } } }"],
        ["constructor"] = ["class A { A(IDatabase db) { S } }"],
        ["operator"] = ["class A { public required IDatabase Db; public static A operator +(A a, A b) { var db = a.Db; S return a; } }"],
        ["event"] = ["class A(IDatabase db) { event Action E { add { S } remove { } } }"],
        ["finalizer"] = ["class A { readonly IDatabase db = null!; ~A() { S } }"],
        ["iterator"] = ["class A(IDatabase db) { IEnumerable<int> M() { S yield return 1; } }"],
        ["async stream"] = ["class A(IDatabase db) { async IAsyncEnumerable<int> M() { await Task.Yield(); S yield return 1; } }"],
        ["async method"] = ["class A(IDatabase db) { async Task M() { await Task.Yield(); S } }"],
        ["lambda in a field's initializer"] = ["class A { static readonly IDatabase db = null!; readonly Action _f = () => { S }; }"],
        ["anonymous method"] = ["class A(IDatabase db) { Action M() { return delegate { S }; } }"],
        ["local function"] = ["class A(IDatabase db) { void M() { F(); void F() { S } } }"],
        ["static local function"] = ["class A { void M(IDatabase d) { F(d); static void F(IDatabase db) { S } } }"],
        ["generics"] = ["class A<T>(IDatabase db) where T : class { void M<U>(U u) where U : T { S } }"],
        ["record"] = ["record A(IDatabase db) { public void M() { S } }"],
        ["record struct"] = ["readonly record struct A(IDatabase Db) { public void M() { var db = Db; S } }"],
        ["nested struct"] = ["class B { struct A { IDatabase _db; void M() { var db = _db; S } } }"],
        ["member of an interface"] = ["interface A { static abstract IDatabase Db { get; } void M(IDatabase db) { S } }"],
        ["extension"] = ["static class A { public static void M(this IDatabase db) { S } }"],
        ["explicit member"] = ["class A(IDatabase db) : IDisposable { void IDisposable.Dispose() { S } }"],
        ["partial over files"] = ["partial class A(IDatabase db) { partial void M(); }", "partial class A { partial void M() { S } }"],
        ["switch and checked block"] = ["class A(IDatabase db) { void M(int i) { switch (i) { case > 1 when i < 5: checked { S } break; } } }"],
        ["top level"] = ["IDatabase db = null!; F(); void F() { S }"],
        ["broken syntax behind it"] = ["class A(IDatabase db) { void M() { S } void N( }"],
    }.ToImmutableDictionary();

    // No ordinary members: RSF1003 does not say of them that they are called again and again.
    private static readonly string[] RunsWhoKnowsHowOften =
        ["top level", "constructor", "finalizer", "operator", "indexer", "event", "local function", "static local function", "expression body", "anonymous method", "lambda in a field's initializer"];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var rule in Rules)
            {
                foreach (var form in Forms.Keys)
                {
                    if (rule.Id != "RSF1003" || !RunsWhoKnowsHowOften.Contains(form))
                    {
                        cases.Add(rule.Id, form);
                    }
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> Ids => [.. Rules.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Reports_in_each_form(string id, string form)
    {
        var rule = Rules.Single(rule => rule.Id == id);

        var reported = await ReportedAsync(rule.Analyzer, form, rule.Faulty);

        Assert.Equal($"{id} {rule.Place}", Assert.Single(reported));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Is_quiet_in_each_form(string id, string form)
    {
        var rule = Rules.Single(rule => rule.Id == id);

        Assert.Empty(await ReportedAsync(rule.Analyzer, form, rule.Right));
    }

    [Fact]
    public async Task A_connection_is_not_opened_per_call_where_nobody_knows_how_often_it_runs()
    {
        var rule = Rules.Single(rule => rule.Id == "RSF1003");

        foreach (var form in RunsWhoKnowsHowOften)
        {
            Assert.Empty(await ReportedAsync(rule.Analyzer, form, rule.Faulty));
        }
    }

    // Only named, as a message or an attribute does.
    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Is_quiet_where_a_method_is_only_named(string id) => Assert.Empty(await ReportedAsync(
        Rules.Single(rule => rule.Id == id).Analyzer,
        "expression body",
        "R.P.Execute(() => nameof(db.StringIncrement) + nameof(db.LockTake) + nameof(db.KeyDelete) + nameof(ITransaction.Execute) + nameof(ConnectionMultiplexer.Connect));"));

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Look_alikes_are_other_types(string id)
    {
        var rule = Rules.Single(rule => rule.Id == id);
        var compilation = Compile([Policies, LookAlikes, $"namespace Other; class A(IDatabase db) {{ void M() {{ {rule.Faulty} }} }}"], isProgram: false);

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Empty(await Snippet.DiagnosticsAsync(rule.Analyzer, compilation));
    }

    // Each of these is reported of StackExchange.Redis's own type.
    [Theory]
    [InlineData("a")]
    [InlineData("a,b,abortConnect=false,configCheckSeconds=5")]
    [InlineData("a,b,abortConnect=false,connectTimeout=500")]
    [InlineData("shop.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false")]
    [InlineData("shop-ro.ab12.ng.0001.use1.cache.amazonaws.com,abortConnect=false")]
    public async Task Configurations_of_look_alikes_are_none(string configuration)
    {
        const string Code = "class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect(\"C\")); }";
        var source = Code.Replace("C\"", configuration + "\"", StringComparison.Ordinal);

        Assert.Empty(await Snippet.DiagnosticsAsync(new ConnectionSettingsAnalyzer(), Compile([LookAlikes, "namespace Other; " + source], isProgram: false)));
        if (!configuration.Contains("-ro.", StringComparison.Ordinal))
        {
            Assert.Single(await Snippet.DiagnosticsAsync(new ConnectionSettingsAnalyzer(), Compile([source], isProgram: false)));
        }
    }

    private static async Task<string[]> ReportedAsync(DiagnosticAnalyzer analyzer, string form, string statements)
    {
        var compilation = Compile([Policies, .. Forms[form].Select(source => source.Replace(" S ", $" {statements} ", StringComparison.Ordinal))], form == "top level");
        if (!form.StartsWith("broken", StringComparison.Ordinal))
        {
            Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }

        var reported = await Snippet.DiagnosticsAsync(analyzer, compilation);
        return [.. reported.Select(diagnostic => $"{diagnostic.Id} {diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}")];
    }

    private static Compilation Compile(IEnumerable<string> sources, bool isProgram) => Snippet.Compile("", isProgram: isProgram)
        .AddSyntaxTrees(sources.Select((source, file) => CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12), $"{file}.cs")));
}
