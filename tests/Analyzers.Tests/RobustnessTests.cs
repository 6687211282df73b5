using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>Every analyzer over code as it is while somebody types, and over code that nobody would write.</summary>
public sealed class RobustnessTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(ReadAfterWriteAnalyzer).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static readonly string Source = ConsistencyCases.InMethod("""
        var key = $"cart:{id}";
        if (!await db.StringSetAsync(key, 1, when: When.NotExists)) { return null; }
        try { await store.SaveAsync(id, "x"); } catch (RedisException) when (yes) { id++; } finally { db.KeyDelete(Key(other)); }
        foreach (var item in new[] { id, other }) { _ = db.StringGetAsync("cart:" + item, CommandFlags.PreferReplica); }
        var t = db.CreateTransaction(); t.AddCondition(Condition.KeyExists(key)); _ = t.HashSetAsync(key, "f", 1); await t.ExecuteAsync();
        Func<RedisValue> look = () => db.StringGet(string.Format("cart:{0}", id), (CommandFlags)8);
        RedisValue Local(RedisKey name) => look() == name.ToString() ? db.StringGet(name) : Local(name.Append("x"));
        var text = await store.FindAsync(id) ?? (yes ? (string?)Local(key) : null);
        await Task.WhenAll(store.SaveAsync(id, text + "y"), store.FindOwnAsync(id));
        db.Execute("WAIT", 1, 100); db.Execute("SET", key, text!); _ = (await store.FindAsync(id), db.HashGet("h", "f", flags));
        """);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    public static TheoryData<string> Unlikely => new()
    {
        """class A(IDatabase db) { void M() { M(); db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica); } }""",
        """class A(IDatabase db) { void M(string k) { N(k + "x"); db.StringGet(k, CommandFlags.PreferReplica); } void N(string k) { M(k + "y"); db.StringSet(k, 1); } }""",
        """class A(IDatabase db) { string K => L; string L => K; void M() { db.StringSet(K, 1); db.StringGet(L, CommandFlags.PreferReplica); } }""",
        """class A(IDatabase db) { static string K(int i) => K(i + 1) + "x"; void M() { db.StringSet(K(1), 1); db.StringGet(K(1), CommandFlags.PreferReplica); } }""",
        """class A(IDatabase db) { void M() { var k = k + "x"; db.StringSet(k, 1); db.StringGet(k, CommandFlags.PreferReplica); } }""",
        """class A(IDatabase db) { IDatabase D => D; void M() { D.StringSet("a", 1); D.StringGet("a", CommandFlags.PreferReplica); } }""",
        """interface I : I { void M(); } class A : I { public void M() { I a = this; a.M(); } }""",
        """class A : A { public virtual void M() { } public override void M() => base.M(); }""",
        """class A<T> : A<A<T>> where T : A<T> { void M(IDatabase db) { db.StringSet(typeof(T).Name, 1); new A<A<T>>().M(db); } }""",
        """class A { [ReadReplica("GET {")] void M() { M(); } [Primary("")] void N() { N(); } [ReadReplica(null!)] void O() { O(); } [ReadReplica("GET {x.y.z}")] void P(string x) { P(x); } }""",
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_analyzer_fails_on_code_that_is_being_typed(int seed)
    {
        var random = new Random(seed);
        for (var mutant = 0; mutant < 6; mutant++)
        {
            var tokens = CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken)
                .GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Select(token => token.ToFullString()).ToList();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                var (at, other) = (random.Next(tokens.Count), random.Next(tokens.Count));
                switch (random.Next(4))
                {
                    case 0:
                        tokens.RemoveAt(at);
                        break;
                    case 1:
                        tokens.Insert(at, tokens[other]);
                        break;
                    case 2:
                        (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                        break;
                    default:
                        tokens.RemoveRange(at, Math.Min(random.Next(20), tokens.Count - at));
                        break;
                }
            }

            await AssertNoFailureAsync(string.Concat(tokens));
        }
    }

    [Theory]
    [MemberData(nameof(Unlikely))]
    public Task No_analyzer_fails_or_hangs_on_circles(string source) => AssertNoFailureAsync(source);

    [Fact]
    public Task No_analyzer_fails_or_hangs_on_a_huge_method() => AssertNoFailureAsync($$"""
        class A
        {
            void M(IDatabase db, int id)
            {
                {{string.Join("\n", Enumerable.Range(0, 600).Select(i => $$"""if (id > {{i}}) { db.StringSet($"a{{i % 40}}:{id}", {{i}}); } else { db.StringGet($"a{{i % 40}}:{id}", CommandFlags.PreferReplica); }"""))}}
            }
        }
        """);

    [Fact]
    public Task No_analyzer_fails_or_hangs_on_a_long_key() => AssertNoFailureAsync($$"""
        class A { void M(IDatabase db, string p) { db.StringSet({{string.Join(" + ", Enumerable.Repeat("p", 1_000))}}, 1); db.StringGet(p, CommandFlags.PreferReplica); } }
        """);

    [Theory]
    [InlineData("private")]
    [InlineData("public")]
    public Task No_analyzer_fails_or_hangs_on_many_methods_in_a_row(string access) => AssertNoFailureAsync($$"""
        class A(IDatabase db, Polly.ISyncPolicy p)
        {
            public void M() => p.Execute(() => M0());
            {{string.Join("\n", Enumerable.Range(0, 3_000).Select(i => $"{access} void M{i}() => M{i + 1}();"))}}
            {{access}} void M3000() => db.StringIncrement("a");
        }
        """);

    [Theory]
    [InlineData("private")]
    [InlineData("public")]
    public Task No_analyzer_fails_or_hangs_on_many_methods_that_call_each_other(string access) => AssertNoFailureAsync($$"""
        class A(IDatabase db, Polly.ISyncPolicy p)
        {
            public void M() => p.Execute(() => M0());
            {{string.Join("\n", Enumerable.Range(0, 24).Select(i => $$"""{{access}} void M{{i}}() { db.StringIncrement("a"); {{string.Concat(Enumerable.Range(0, 24).Select(j => $"M{j}(); "))}} }"""))}}
        }
        """);

    [Fact]
    public Task No_analyzer_fails_or_hangs_on_deep_nesting() => AssertNoFailureAsync($$"""
        class A { void M(IDatabase db, bool b) { {{string.Concat(Enumerable.Repeat("if (b) { Action a = () => { ", 60))}} db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica); {{string.Concat(Enumerable.Repeat("}; a(); }", 60))}} } }
        """);

    private static async Task AssertNoFailureAsync(string source)
    {
        var compilation = Snippet.Compile(source);
        var running = compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

        // A limit for what never ends; nothing is measured.
        var reported = await running.WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(reported, diagnostic => diagnostic.Id == "AD0001");
    }
}
