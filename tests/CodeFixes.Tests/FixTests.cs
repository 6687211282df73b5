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

public sealed class RSF2009TokenCodeFixTests
{
    [Theory]
    [InlineData(
        """if (db.StringSet("l", token, TimeSpan.FromSeconds(9), When.NotExists)) { Work(); db.KeyDelete("l"); }""",
        """if (db.StringSet("l", token, TimeSpan.FromSeconds(9), When.NotExists)) { Work(); db.LockRelease("l", token); }""")]
    [InlineData(
        """var own = Guid.NewGuid().ToString(); if (!db.LockTake("l", own, TimeSpan.FromSeconds(9))) { return; } try { Work(); } finally { db.KeyDelete("l"); }""",
        """var own = Guid.NewGuid().ToString(); if (!db.LockTake("l", own, TimeSpan.FromSeconds(9))) { return; } try { Work(); } finally { db.LockRelease("l", own); }""")]

    // A constant cannot tell one holder from another, and what is out of scope cannot be named: no fix is offered.
    [InlineData(
        """if (db.StringSet("l", 1, TimeSpan.FromSeconds(9), When.NotExists)) { Work(); db.KeyDelete("l"); }""",
        """if (db.StringSet("l", 1, TimeSpan.FromSeconds(9), When.NotExists)) { Work(); db.KeyDelete("l"); }""")]
    [InlineData(
        """{ var own = Guid.NewGuid().ToString(); db.LockTake("l", own, TimeSpan.FromSeconds(9)); } Work(); db.KeyDelete("l");""",
        """{ var own = Guid.NewGuid().ToString(); db.LockTake("l", own, TimeSpan.FromSeconds(9)); } Work(); db.KeyDelete("l");""")]
    public Task Releases_what_was_taken(string body, string expected) => FixTests.VerifyAsync(
        new UnsafeReleaseAnalyzer(), new LockReleaseCodeFix(), $$"""class A { void M(IDatabase db, string token) { {{body}} } void Work() { } }""", $$"""class A { void M(IDatabase db, string token) { {{expected}} } void Work() { } }""");
}

public sealed class RSF2010CodeFixTests
{
    [Theory]
    [InlineData(
        """if (db.StringSet("l", 1, when: When.NotExists)) { db.KeyExpire("l", time); Work(); }""",
        """if (db.StringSet("l", 1, time, when: When.NotExists)) { Work(); }""")]
    [InlineData(
        """if (!db.StringSet("l", 1, null, When.NotExists)) { return; } db.KeyExpire("l", TimeSpan.FromSeconds(9));""",
        """if (!db.StringSet("l", 1, TimeSpan.FromSeconds(9), When.NotExists)) { return; }""")]

    // A moment, an expiry that is not known yet, a reply that is used, a counter: no fix is offered.
    [InlineData(
        """db.StringSet("l", 1, when: When.NotExists); db.KeyExpire("l", DateTime.UtcNow);""",
        """db.StringSet("l", 1, when: When.NotExists); db.KeyExpire("l", DateTime.UtcNow);""")]
    [InlineData(
        """db.StringSet("l", 1, when: When.NotExists); var later = time + time; db.KeyExpire("l", later);""",
        """db.StringSet("l", 1, when: When.NotExists); var later = time + time; db.KeyExpire("l", later);""")]
    [InlineData(
        """db.StringSet("l", 1, when: When.NotExists); if (db.KeyExpire("l", time)) { Work(); }""",
        """db.StringSet("l", 1, when: When.NotExists); if (db.KeyExpire("l", time)) { Work(); }""")]
    [InlineData(
        """if (db.StringIncrement("l") == 1) { db.KeyExpire("l", time); }""",
        """if (db.StringIncrement("l") == 1) { db.KeyExpire("l", time); }""")]
    public Task Sets_the_expiry_with_the_key(string body, string expected) => FixTests.VerifyAsync(
        new LateExpiryAnalyzer(), new ExpiryCodeFix(), Method(body), Method(expected));

    [Fact]
    public Task Fix_All_repairs_every_lock() => FixSolution.VerifyAsync(
        new LateExpiryAnalyzer(),
        new ExpiryCodeFix(),
        (Method("""db.StringSet("a", 1, when: When.NotExists); db.KeyExpire("a", time); db.StringSet("b", 1, null, When.NotExists); db.KeyExpire("b", time);"""),
            Method("""db.StringSet("a", 1, time, when: When.NotExists); db.StringSet("b", 1, time, When.NotExists);""")));

    private static string Method(string body) => $$"""class A { void M(IDatabase db, TimeSpan time) { {{body}} } void Work() { } }""";
}

public sealed class RSF2005CodeFixTests
{
    [Theory]
    [InlineData(
        """
        class A
        {
            void M(IDatabase db)
            {
                var old = db.StringGet("a");
                var transaction = db.CreateTransaction();
                _ = transaction.StringSetAsync("a", old + "x");
                transaction.Execute();
            }
        }
        """,
        """
        class A
        {
            void M(IDatabase db)
            {
                var old = db.StringGet("a");
                var transaction = db.CreateTransaction();
                transaction.AddCondition(Condition.StringEqual("a", old));
                _ = transaction.StringSetAsync("a", old + "x");
                transaction.Execute();
            }
        }
        """)]
    [InlineData(
        """
        class A
        {
            void M(IDatabase db)
            {
                var old = db.HashGet("a", "f");
                var transaction = db.CreateTransaction();
                _ = transaction.HashSetAsync("a", "f", old + "x");
                transaction.Execute();
            }
        }
        """,
        """
        class A
        {
            void M(IDatabase db)
            {
                var old = db.HashGet("a", "f");
                var transaction = db.CreateTransaction();
                transaction.AddCondition(Condition.HashEqual("a", "f", old));
                _ = transaction.HashSetAsync("a", "f", old + "x");
                transaction.Execute();
            }
        }
        """)]

    // No transaction, or the value is not there as it was read: no fix is offered.
    [InlineData(
        """class A { void M(IDatabase db) { var old = db.StringGet("a"); db.StringSet("a", old + "x"); } }""",
        """class A { void M(IDatabase db) { var old = db.StringGet("a"); db.StringSet("a", old + "x"); } }""")]
    [InlineData(
        """class A { void M(IDatabase db) { var old = (int)db.StringGet("a"); var t = db.CreateTransaction(); _ = t.StringSetAsync("a", old + 1); t.Execute(); } }""",
        """class A { void M(IDatabase db) { var old = (int)db.StringGet("a"); var t = db.CreateTransaction(); _ = t.StringSetAsync("a", old + 1); t.Execute(); } }""")]
    public Task Adds_a_condition(string source, string expected) =>
        FixTests.VerifyAsync(new LostUpdateAnalyzer(), new QueueConditionCodeFix(), source.ReplaceLineEndings("\n"), expected.ReplaceLineEndings("\n"));
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
