using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Analyzers.Flow;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>What the flow does, and what it leaves undone.</summary>
public sealed class RedisFlowTests
{
    [Theory]

    // A write and a replica read of its key in reach: here, in a callee, in both.
    [InlineData("""db.StringSet("a", 1); if (yes) { db.StringGet("a", CommandFlags.PreferReplica); }""", 1, true)]
    [InlineData("""Put(); if (yes) { db.StringGet("a", CommandFlags.PreferReplica); }""", 1, true)]
    [InlineData("""if (yes) { Put(); } Get();""", 1, true)]

    // Only one of the two, or of another key, or not from a replica.
    [InlineData("""if (yes) { db.StringSet("a", 1); }""", 0, false)]
    [InlineData("""if (yes) { db.StringGet("a", CommandFlags.PreferReplica); }""", 0, false)]
    [InlineData("""if (yes) { Get(); } Get();""", 0, false)]
    [InlineData("""if (yes) { Put(); } db.StringGet("a");""", 0, false)]
    [InlineData("""if (yes) { Put(); } db.StringGet("b", CommandFlags.PreferReplica);""", 0, false)]
    [InlineData("""if (yes) { Console.WriteLine(); }""", 0, false)]

    // Or one path alone, along which they are followed without one.
    [InlineData("""db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica);""", 0, true)]
    [InlineData("""Put(); db.StringGet("a", CommandFlags.PreferReplica);""", 0, true)]
    [InlineData("""Put(); Get();""", 0, true)]
    public void A_graph_is_made_only_of_members_with_branches_and_a_write_and_a_replica_read_of_its_key_in_reach(string body, int graphs, bool isFound)
    {
        var compilation = Snippet.Compile($$"""
            class A(IDatabase db, bool yes)
            {
                void M() { {{body}} }
                void Put() => db.StringSet("a", 1);
                void Get() => db.StringGet("a", CommandFlags.PreferReplica);
            }
            """);
        var flow = RedisFlow.Of(compilation)!;

        foreach (var method in compilation.GetTypeByMetadataName("A")!.GetMembers().OfType<IMethodSymbol>().Where(method => !method.IsImplicitlyDeclared && method.MethodKind == MethodKind.Ordinary))
        {
            flow.FindingsOf(method, CancellationToken.None);
        }

        Assert.Equal(graphs, flow.GraphCount);
        Assert.Equal(isFound, flow.FindingsOf((IMethodSymbol)compilation.GetTypeByMetadataName("A")!.GetMembers("M").Single(), CancellationToken.None).Following.Length == 1);
    }

    [Fact]
    public void Calls_of_a_member_are_not_compared_where_there_are_too_many_and_that_is_counted()
    {
        const int Calls = 1_001;
        var compilation = Snippet.Compile($$"""
            class A(IDatabase db)
            {
                void M() { {{string.Concat(Enumerable.Repeat("db.StringSet(\"a\", (string?)db.StringGet(\"a\") + 1);\n", Calls))}} }
            }
            """);
        var flow = RedisFlow.Of(compilation)!;

        var findings = flow.FindingsOf((IMethodSymbol)compilation.GetTypeByMetadataName("A")!.GetMembers("M").Single(), CancellationToken.None);

        Assert.Empty(findings.LostUpdates);
        Assert.Equal(1, flow.LimitCount);
    }

    [Fact]
    public void What_waits_for_the_end_of_its_file_is_said_there_alone_whatever_becomes_known_before()
    {
        var compilation = Snippet.Compile("""
            class A(IDatabase db)
            {
                void M() { Put(); db.StringGet("a", CommandFlags.PreferReplica); }
                void Put() => db.StringSet("a", 1);
            }
            """);
        var flow = RedisFlow.Of(compilation)!;
        var tree = compilation.SyntaxTrees[0];
        var model = compilation.GetSemanticModel(tree);
        IMethodSymbol Method(string name) => (IMethodSymbol)compilation.GetTypeByMetadataName("A")!.GetMembers(name).Single();
        MemberFindings? Show(string name) =>
            flow.TryFindings(Method(name), [model.GetOperation(Method(name).DeclaringSyntaxReferences[0].GetSyntax(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken)!], CancellationToken.None);

        Assert.Null(Show("M"));
        Assert.NotNull(Show("Put"));

        // To another rule, the driver may show the same member later.
        Assert.Null(Show("M"));
        var deferred = flow.Close(tree)!;
        Assert.Equal(Method("M"), deferred.Symbol, SymbolEqualityComparer.Default);
        Assert.Null(deferred.DeferredBefore);
        Assert.Single(flow.FindingsOf(Method("M"), CancellationToken.None).Following);
        Assert.Null(Show("M"));
        Assert.NotNull(Show("Put"));
    }

    [Fact]
    public void What_waits_in_vain_keeps_no_other_from_being_looked_at_as_it_was_shown()
    {
        const int More = 1_000;
        var compilation = Snippet.Compile($$"""
            class A(IDatabase db)
            {
                void M() { Put(); db.StringGet("a", CommandFlags.PreferReplica); }
                void Put() => db.StringSet("a", 1);
                {{string.Concat(Enumerable.Range(0, More).Select(static i => string.Create(CultureInfo.InvariantCulture, $"void Early{i}() => Late{i}(); void Late{i}() => db.StringSet(\"b\", 1);\n")))}}
            }
            """);
        var flow = RedisFlow.Of(compilation)!;
        var tree = compilation.SyntaxTrees[0];
        var model = compilation.GetSemanticModel(tree);
        IMethodSymbol Method(string name) => (IMethodSymbol)compilation.GetTypeByMetadataName("A")!.GetMembers(name).Single();
        void Show(string name) =>
            flow.TryFindings(Method(name), [model.GetOperation(Method(name).DeclaringSyntaxReferences[0].GetSyntax(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken)!], CancellationToken.None);

        for (var i = 0; i < More; i++)
        {
            Show(string.Create(CultureInfo.InvariantCulture, $"Early{i}"));
        }

        Show("M");
        Show("Put");

        Assert.Single(flow.FindingsOf(Method("M"), CancellationToken.None).Following);
        Assert.Equal(0, flow.LookupCount);

        // The callees come late: what was let go is looked up again, and only that.
        for (var i = 0; i < More; i++)
        {
            Show(string.Create(CultureInfo.InvariantCulture, $"Late{i}"));
        }

        for (var member = flow.Close(tree); member is not null; member = member.DeferredBefore)
        {
            flow.FindingsOf(member, CancellationToken.None);
        }

        Assert.InRange(flow.LookupCount, 1, More - 1);
        Assert.Single(flow.SummaryOf(Method("Early0"), CancellationToken.None).Effects);
        Assert.Single(flow.SummaryOf(Method("Early999"), CancellationToken.None).Effects);
    }

    [Fact]
    public void What_one_call_leaves_to_defaults_says_nothing_of_one_of_the_same_method_that_does_not()
    {
        var compilation = Snippet.Compile("""
            class A(IDatabase db)
            {
                void Plain() => db.StringSet("a", 1, null, false);
                void Checked() => db.StringSet("a", 1, null, false, When.NotExists);
                void PlainAgain() => db.StringSet("a", 1, null, false, flags: CommandFlags.None);
            }
            """);
        var flow = RedisFlow.Of(compilation)!;
        bool IsConditional(string name) =>
            flow.SummaryOf((IMethodSymbol)compilation.GetTypeByMetadataName("A")!.GetMembers(name).Single(), CancellationToken.None).Effects.Single().Has(EffectTraits.Conditional);

        Assert.False(IsConditional("Plain"));
        Assert.True(IsConditional("Checked"));
        Assert.False(IsConditional("PlainAgain"));
    }

    [Fact]
    public async Task In_whatever_order_threads_show_members_and_the_ends_of_files_each_fault_is_reported_once()
    {
        var members = string.Concat(Enumerable.Range(0, 30).Select(static i => string.Create(
            CultureInfo.InvariantCulture, $"void Put{i}() => db.StringSet(\"a\", 1); RedisValue Get{i}() => db.StringGet(\"a\", CommandFlags.PreferReplica); RedisValue Both{i}() {{ Put{i}(); return Get{i}(); }} void Keep{i}() => db.StringSet(\"b\", 1); RedisValue Look{i}() => db.StringGet(\"b\", CommandFlags.PreferReplica);\n")));
        for (var round = 0; round < 20; round++)
        {
            var compilation = Snippet.Compile($"class A(IDatabase db) {{ {members} }}");

            var found = await compilation.WithAnalyzers([new ReadAfterWriteAnalyzer(), new LostUpdateAnalyzer(), new ReplicaReadBesideWritesAnalyzer()])
                .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

            Assert.Equal(30, found.Count(static diagnostic => diagnostic.Id == "RSF2001"));
            Assert.Equal(1, found.Count(static diagnostic => diagnostic.Id == "RSF2007"));
        }
    }

    [Fact]
    public void Too_much_work_ends_quietly_and_is_counted()
    {
        var compilation = Snippet.Compile(Chain(50));
        var flow = RedisFlow.Of(compilation)!;
        flow.MostMethods = 10;
        var method = (IMethodSymbol)compilation.GetTypeByMetadataName("A")!.GetMembers("M").Single();

        var findings = flow.FindingsOf(method, CancellationToken.None);

        Assert.Empty(findings.Following);
        Assert.True(flow.LimitCount > 0);
    }

    [Fact]
    public async Task A_chain_of_thousands_of_methods_is_followed_to_its_end() =>
        Assert.Single(await Snippet.DiagnosticsAsync(new ReadAfterWriteAnalyzer(), Snippet.Compile(Chain(3_000))));

    [Fact]
    public async Task The_write_is_an_additional_location_where_only_the_compiled_repository_is_known()
    {
        var library = Snippet.Compile("""
            public class Store
            {
                [Primary("SET cart:{id} {value}")] public Task SaveAsync(long id, string value) => Task.CompletedTask;
                [ReadReplica("GET cart:{id}")] public Task<string?> FindAsync(long id) => Task.FromResult<string?>(null);
            }
            """).WithAssemblyName("Stores");
        using var image = new MemoryStream();
        Assert.True(library.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        var caller = Snippet.Compile(
            """class Caller { async Task M(Store store, long id) { await store.SaveAsync(id, "x"); await store.FindAsync(id); await store.FindAsync(id + 1); } }""",
            more: MetadataReference.CreateFromImage(image.ToArray()));

        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new ReadAfterWriteAnalyzer(), caller));

        Assert.Equal("store.FindAsync(id)", Text(reported.Location));
        Assert.Equal("""store.SaveAsync(id, "x")""", Text(Assert.Single(reported.AdditionalLocations)));
        Assert.Contains("'cart:{id}'", reported.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Contains("[ReadReplica]", reported.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_names_the_file_of_a_write_that_stands_in_another()
    {
        var compilation = Snippet.Compile("""class Caller { void M(Store store) { store.Save(); store.Find(); } }""");
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            """
            class Store(IDatabase db)
            {
                public void Save() => db.StringSet("a", 1);
                public void Find() => db.StringGet("a", CommandFlags.DemandReplica);
            }
            """,
            (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
            "Store.cs",
            cancellationToken: TestContext.Current.CancellationToken));

        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new ReadAfterWriteAnalyzer(), compilation));

        Assert.Equal(
            "A replica may still serve the old value of 'a': 'CommandFlags.DemandReplica' may read from one, and the write in line 3 of Store.cs may not have arrived there; read it from the primary",
            reported.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(["store.Save()", """db.StringSet("a", 1)""", """db.StringGet("a", CommandFlags.DemandReplica)"""], reported.AdditionalLocations.Select(Text));
    }

    [Theory]
    [InlineData("""lock (gate) { var n = (long)db.StringGet("n"); db.StringSet("n", n + 1); }""")]
    [InlineData("""db.Execute("WAIT", 1, 0);""")]
    [InlineData("""var t = db.CreateTransaction(); t.AddCondition(Condition.KeyExists("n")); _ = t.StringSetAsync("n", 1); t.Execute();""")]
    [InlineData("""Func<long> ask = () => (long)db.StringGet("n"); Retry(() => db.StringSet("n", ask())); static void Retry(Action work) => work();""")]
    [InlineData("""if (yes) { db = other; } foreach (var key in keys) { db.StringSet(key, 1); db.StringGet(key, CommandFlags.PreferReplica); }""")]
    [InlineData("""db.StringSet("n", 1); db.StringSet("m", 1); Task.WhenAll(db.StringGetAsync("n"), db.StringGetAsync("m"));""")]
    public void What_one_member_does_says_nothing_of_the_next(string first)
    {
        var compilation = Snippet.Compile($$"""
            class A
            {
                static readonly object gate = new();
                void First(IDatabase db, IDatabase other, string[] keys, bool yes) { {{first}} }
                void Lost(IDatabase db) { var n = (long)db.StringGet("n"); db.StringSet("n", n + 1); }
                void Stale(IDatabase db) { db.StringSet("n", 1); db.StringGet("n", CommandFlags.PreferReplica); }
                void Last(IDatabase db) { db.StringGet("n", CommandFlags.PreferReplica); }
            }
            """);
        Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var flow = RedisFlow.Of(compilation)!;
        MemberFindings Of(string name) => flow.FindingsOf((IMethodSymbol)compilation.GetTypeByMetadataName("A")!.GetMembers(name).Single(), CancellationToken.None);

        Of("First");

        Assert.Single(Of("Lost").LostUpdates);
        Assert.Single(Of("Stale").Following);
        Assert.Equal((0, 0, 0), (Of("Last").Following.Length, Of("Last").LostUpdates.Length, Of("Last").Decisions.Length));
    }

    [Fact]
    public void A_report_keeps_no_compilation_alive_and_can_still_be_read()
    {
        // On a thread of its own, whose stack keeps nothing.
        (WeakReference Compilation, Diagnostic Reported)? analyzed = null;
        var thread = new Thread(() => analyzed = Analyze());
        thread.Start();
        thread.Join();
        var (compilation, reported) = analyzed!.Value;

        for (var i = 0; i < 20 && compilation.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(compilation.IsAlive);
        Assert.Equal(
            "A replica may still serve the old value of 'cart:{id}': 'CommandFlags.PreferReplica' may read from one, and the write in line 1 may not have arrived there; read it from the primary",
            reported.GetMessage(CultureInfo.InvariantCulture));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Compilation, Diagnostic Reported) Analyze()
    {
        var witness = new Witness();
        var analysis = Snippet.Compile("""class A(IDatabase db) { void M(long id) { db.StringSet($"cart:{id}", 1); db.StringGet($"cart:{id}", CommandFlags.PreferReplica); } }""")
            .WithAnalyzers([witness, new ReadAfterWriteAnalyzer()]);
        var reported = Assert.Single(analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult());
        return (witness.Compilation!, reported);
    }

    private static string Chain(int length) => $$"""
        class A(IDatabase db)
        {
            void M() { M0(); db.StringGet("a", CommandFlags.PreferReplica); }
            {{string.Join("\n", Enumerable.Range(0, length).Select(i => $"void M{i}() => M{i + 1}();"))}}
            void M{{length}}() => db.StringSet("a", 1);
        }
        """;

    private static string Text(Location location) => location.SourceTree!.ToString().Substring(location.SourceSpan.Start, location.SourceSpan.Length);

    /// <summary>Sees the very compilation that the rules see, which is another than the one that is handed to the driver.</summary>
#pragma warning disable RS1036, RS1038, RS1041 // A project of tests, not of analyzers.
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class Witness : DiagnosticAnalyzer
#pragma warning restore RS1036, RS1038, RS1041
    {
        public WeakReference? Compilation { get; private set; }

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
            [new("TEST0001", "Witness", "Never reported", "Tests", DiagnosticSeverity.Hidden, isEnabledByDefault: true)];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterCompilationAction(end => Compilation = new WeakReference(end.Compilation));
        }
    }
}
