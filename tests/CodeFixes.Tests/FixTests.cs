using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.CodeFixes.Tests;

public static class FixTests
{
    /// <summary>Applies the only fix that is offered, until nothing is left to fix, and asserts that the result compiles.</summary>
    internal static async Task VerifyAsync(DiagnosticAnalyzer analyzer, CodeFixProvider fix, string source, string expected)
    {
        using var workspace = new AdhocWorkspace();
        for (var fixes = 0; fixes < 10; fixes++)
        {
            var compilation = Snippet.Compile(source);
            Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
            var reported = await Snippet.DiagnosticsAsync(analyzer, compilation);
            var document = workspace.AddProject($"P{fixes}", LanguageNames.CSharp)
                .WithMetadataReferences(Snippet.References)
                .AddDocument("Usings.cs", Snippet.Usings).Project
                .AddDocument("Snippet.cs", source);
            var actions = new List<CodeAction>();
            if (reported.Length > 0)
            {
                await fix.RegisterCodeFixesAsync(new CodeFixContext(
                    document, reported[0].Location.SourceSpan, [reported[0]], (action, _) => actions.Add(action), CancellationToken.None));
            }

            if (actions.Count == 0)
            {
                Assert.Equal(expected, source);
                return;
            }

            var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await Assert.Single(actions).GetOperationsAsync(CancellationToken.None)));
            source = (await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
        }

        Assert.Fail("The fix never ends: " + source);
    }
}

public sealed class RSF1001CodeFixTests
{
    [Theory]
    [InlineData("""class A { object M() => ConnectionMultiplexer.Connect("a"); }""", """class A { object M() => ConnectionMultiplexer.Connect("a,abortConnect=false"); }""")]
    [InlineData("""class A { object M() => (ConnectionMultiplexer.Connect("a"), ConnectionMultiplexer.Connect("b,")); }""", """class A { object M() => (ConnectionMultiplexer.Connect("a,abortConnect=false"), ConnectionMultiplexer.Connect("b,abortConnect=false")); }""")]

    // Nothing to add to: no fix is offered.
    [InlineData("""class A { object M(string c) => ConnectionMultiplexer.Connect(c); }""", """class A { object M(string c) => ConnectionMultiplexer.Connect(c); }""")]
    [InlineData("""class A { object M() => ConnectionMultiplexer.Connect("a,abortConnect=true"); }""", """class A { object M() => ConnectionMultiplexer.Connect("a,abortConnect=true"); }""")]
    public Task Adds_what_reconnects(string source, string expected) =>
        FixTests.VerifyAsync(new ConnectionWithoutRetryAnalyzer(), new AbortConnectCodeFix(), source, expected);
}

public sealed class RSF2001CodeFixTests
{
    [Theory]
    [InlineData("""db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica);""", """db.StringSet("a", 1); db.StringGet("a");""")]
    [InlineData("""db.StringSet("a", 1); db.StringGet("a", flags: CommandFlags.DemandReplica);""", """db.StringSet("a", 1); db.StringGet("a");""")]

    // A flag that says more than where to read is left to the reader.
    [InlineData("""db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica | CommandFlags.NoRedirect);""", """db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica | CommandFlags.NoRedirect);""")]
    public Task Drops_the_flag(string body, string expected) => FixTests.VerifyAsync(
        new ReadAfterWriteAnalyzer(), new ReadFromPrimaryCodeFix(), $$"""class A { void M(IDatabase db) { {{body}} } }""", $$"""class A { void M(IDatabase db) { {{expected}} } }""");
}

public sealed class RSF2004CodeFixTests
{
    [Theory]
    [InlineData("""if (!db.KeyExists("a", CommandFlags.PreferReplica)) { db.StringSet("a", 1); }""", """if (!db.KeyExists("a")) { db.StringSet("a", 1); }""")]
    public Task Drops_the_flag(string body, string expected) => FixTests.VerifyAsync(
        new StaleDecisionAnalyzer(), new ReadFromPrimaryCodeFix(), $$"""class A { void M(IDatabase db) { {{body}} } }""", $$"""class A { void M(IDatabase db) { {{expected}} } }""");
}

public sealed class RSF2007CodeFixTests
{
    [Theory]
    [InlineData("""db.StringGet("a", CommandFlags.PreferReplica)""", """db.StringGet("a")""")]

    // A flag that says more than where to read is left to the reader.
    [InlineData("""db.StringGet("a", CommandFlags.PreferReplica | CommandFlags.NoRedirect)""", """db.StringGet("a", CommandFlags.PreferReplica | CommandFlags.NoRedirect)""")]
    public Task Drops_the_flag(string read, string expected) => FixTests.VerifyAsync(
        new ReplicaReadBesideWritesAnalyzer(),
        new ReadFromPrimaryCodeFix(),
        $$"""class A(IDatabase db) { void P() => db.StringSet("a", 1); RedisValue M() => {{read}}; }""",
        $$"""class A(IDatabase db) { void P() => db.StringSet("a", 1); RedisValue M() => {{expected}}; }""");
}

public sealed class RSF2009CodeFixTests
{
    [Theory]
    [InlineData("""if (db.StringGet("l") == token) { db.KeyDelete("l"); }""", """if (db.StringGet("l") == token) { db.LockRelease("l", token); }""")]
    [InlineData("""var held = db.StringGet("l"); if (held == token) db.KeyDelete("l", CommandFlags.FireAndForget);""", """var held = db.StringGet("l"); if (held == token) db.LockRelease("l", token, CommandFlags.FireAndForget);""")]

    // Turned round: no fix is offered.
    [InlineData("""if (db.StringGet("l") != token) { return; } db.KeyDelete("l");""", """if (db.StringGet("l") != token) { return; } db.KeyDelete("l");""")]
    public Task Releases_in_one_step(string body, string expected) => FixTests.VerifyAsync(
        new UnsafeReleaseAnalyzer(), new LockReleaseCodeFix(), $$"""class A { void M(IDatabase db, string token) { {{body}} } }""", $$"""class A { void M(IDatabase db, string token) { {{expected}} } }""");
}

public sealed class ConsistencyCodeFixTests
{
    private const string Store = """
        partial class Store(IRedisRouter redis)
        {
            [Primary("SET cart:{id} {value}")] public partial Task SaveAsync(long id, string value);
            [ReadReplica("GET cart:{id}")] public partial Task<string?> FindAsync(long id);
            object Used => redis;
        }
        """;

    private const string Caller = """
        class Caller
        {
            async Task M(Store store, long id) { await store.SaveAsync(id, "x"); await store.FindAsync(id); }
            async Task N(Store store, long id) { await store.SaveAsync(id, "y"); await store.FindAsync(id); }
        }
        """;

    [Fact]
    public async Task A_method_with_a_template_reads_its_callers_own_writes_in_whichever_document_it_is_declared()
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("P", LanguageNames.CSharp)
            .WithMetadataReferences(Snippet.References)
            .WithCompilationOptions(new Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .AddDocument("Usings.cs", Snippet.Usings).Project
            .AddDocument("Store.cs", Store, filePath: "Store.cs").Project;
        var store = project.Documents.Single(document => document.Name == "Store.cs").Id;
        var caller = project.AddDocument("Caller.cs", Caller, filePath: "Caller.cs");
        var reported = await Snippet.DiagnosticsAsync(new ReadAfterWriteAnalyzer(), (await caller.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!);
        Assert.Equal(2, reported.Length);

        var actions = new List<CodeAction>();
        await new ReadFromPrimaryCodeFix().RegisterCodeFixesAsync(new CodeFixContext(
            caller, reported[0].Location.SourceSpan, [reported[0]], (action, _) => actions.Add(action), CancellationToken.None));
        var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await Assert.Single(actions).GetOperationsAsync(CancellationToken.None)));

        Assert.Contains(
            """[ReadReplica("GET cart:{id}", Consistency = ReadConsistency.ReadYourWrites)]""",
            (await change.ChangedSolution.GetDocument(store)!.GetTextAsync(TestContext.Current.CancellationToken)).ToString(),
            StringComparison.Ordinal);
        Assert.Empty(await Snippet.DiagnosticsAsync(new ReadAfterWriteAnalyzer(), (await change.ChangedSolution.GetProject(project.Id)!.GetCompilationAsync(TestContext.Current.CancellationToken))!));
    }

    [Fact]
    public async Task A_flag_is_dropped_in_the_method_that_is_called()
    {
        const string Source = """
            class A(IDatabase db)
            {
                void Save() => db.StringSet("a", 1);
                RedisValue Find() => db.StringGet("a", CommandFlags.PreferReplica);
                void M() { Save(); Find(); }
            }
            """;
        await FixTests.VerifyAsync(
            new ReadAfterWriteAnalyzer(), new ReadFromPrimaryCodeFix(), Source, Source.Replace(", CommandFlags.PreferReplica", "", StringComparison.Ordinal));
    }
}
