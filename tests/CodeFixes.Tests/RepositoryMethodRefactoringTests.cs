using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Text;
using RedisSafety.CodeFixes.Repositories;
using RedisSafety.Testing;

namespace RedisSafety.CodeFixes.Tests;

public sealed class RepositoryMethodRefactoringTests
{
    [Theory]
    [InlineData(
        """class A(IDatabase db) { public async Task<string?> M(int id) => await db.StringGetAsync($"p:{id}"); }""",
        """partial class A(IDatabase db, IRedisRouter redis) { [ReadReplica("GET p:{id}")] public partial Task<string?> M(int id); }""")]
    [InlineData(
        """class A(IDatabase db) { public Task M(string key, Person p, CancellationToken token) { return db.HashSetAsync($"{{x}}:{key}", "name", p.Name); } } record Person(string Name);""",
        """partial class A(IDatabase db, IRedisRouter redis) { [Primary("HSET {{x}}:{key} name {p.Name}")] public partial Task M(string key, Person p, CancellationToken token); } record Person(string Name);""")]
    [InlineData(
        """class A { readonly IDatabase _db = null!; readonly IRedisRouter _r = null!; async Task M(string k, string v, TimeSpan t) => await this._db.StringSetAsync(k, v, t).ConfigureAwait(false); object R => _r; }""",
        """partial class A { readonly IDatabase _db = null!; readonly IRedisRouter _r = null!; [Primary("SET {k} {v} PX {t}")] private partial Task M(string k, string v, TimeSpan t); object R => _r; }""")]
    [InlineData(
        """class B { class A { IDatabaseAsync Db => null!; internal Task<long> M(string k, int n) => Db.StringIncrementAsync(k, n); } }""",
        """partial class B { partial class A(IRedisRouter redis) { IDatabaseAsync Db => null!; [Primary("INCRBY {k} {n}")] internal partial Task<long> M(string k, int n); } }""")]
    [InlineData(
        """class A(IDatabase db) { public Task<bool> M(string k, TimeSpan? t) => db.KeyExpireAsync(k, TimeSpan.FromSeconds(1)); public Task<bool> N(string k, TimeSpan t) => db.KeyExpireAsync(k, t); }""",
        """partial class A(IDatabase db, IRedisRouter redis) { public Task<bool> M(string k, TimeSpan? t) => db.KeyExpireAsync(k, TimeSpan.FromSeconds(1)); [Primary("PEXPIRE {k} {t}")] public partial Task<bool> N(string k, TimeSpan t); }""")]
    public Task Turns_a_simple_call_into_a_template(string source, string expected) => VerifyAsync(source, "by [", expected);

    [Theory]

    // Each difference that a template does not say: another overload, a local, a format, a parameter that is left over, a flag.
    [InlineData("""class A(IDatabase db) { public Task<RedisValue[]> M(RedisKey[] k) => db.StringGetAsync(k); }""")]
    [InlineData("""class A(IDatabase db) { public Task<double> M(string k, double n) => db.StringIncrementAsync(k, n); }""")]
    [InlineData("""class A(IDatabase db) { public Task<bool> M(string k, DateTime t) => db.KeyExpireAsync(k, t); }""")]
    [InlineData("""class A(IDatabase db) { public Task<bool> M(string k, string v, Expiration t) => db.StringSetAsync(k, v, t); }""")]
    [InlineData("""class A(IDatabase db) { string _k = "a"; public Task<RedisValue> M() => db.StringGetAsync(_k); }""")]
    [InlineData("""class A(IDatabase db) { public Task<RedisValue> M(int id) => db.StringGetAsync($"p:{id:D4}"); }""")]
    [InlineData("""class A(IDatabase db) { public Task<RedisValue> M(int id) => db.StringGetAsync($"p {id}"); }""")]
    [InlineData("""class A(IDatabase db) { public Task<RedisValue> M(int id, int other) => db.StringGetAsync($"p:{id}"); }""")]
    [InlineData("""class A(IDatabase db) { public Task<RedisValue> M(string k) => db.StringGetAsync(k, CommandFlags.PreferReplica); }""")]
    [InlineData("""class A(IDatabase db) { public Task<RedisValue> M(string k) => db.StringGetAsync(key: k); }""")]
    [InlineData("""class A(IDatabase db) { public async Task<int> M(string k) => (int)await db.StringGetAsync(k); }""")]
    public async Task Offers_no_template_for_what_it_would_not_say(string source) =>
        Assert.DoesNotContain(await ActionsAsync(source), action => action.Title.Contains("by [", StringComparison.Ordinal));

    [Fact]
    public Task Splits_a_method_into_a_declaration_and_a_body() => VerifyAsync(
        """
        class A(IDatabase db)
        {
            /// <summary>Swaps.</summary>
            public virtual async Task<string?> M(string k, int n = 1)
            {
                var old = await db.StringGetAsync(k);
                await db.StringSetAsync(k, n);
                return old;
            }
        }
        """,
        "each call",
        """
        partial class A(IDatabase db, IRedisRouter redis)
        {
            /// <summary>Swaps.</summary>
            [Primary]
            public virtual partial Task<string?> M(string k, int n = 1);

            private async Task<string?> M(IDatabaseAsync database, string k, int n)
            {
                var old = await database.StringGetAsync(k);
                await database.StringSetAsync(k, n);
                return old;
            }
        }
        """);

    [Theory]

    // What would go past the router, or cannot be given one.
    [InlineData("""class A(IDatabase db) { public RedisValue M(string k) => db.StringGet(k); }""")]
    [InlineData("""class A(IDatabase db) { public Task<RedisValue> M(string k) { Other(db); return db.StringGetAsync(k); } void Other(IDatabase d) { } }""")]
    [InlineData("""class A(IDatabase db) { public Task<bool> M() => db.CreateTransaction().ExecuteAsync(); }""")]
    [InlineData("""class A { public Task<RedisValue> M(IDatabase db) => db.StringGetAsync("a"); }""")]
    [InlineData("""class A { public Task<RedisValue> M(IConnectionMultiplexer m) { var db = m.GetDatabase(); return db.StringGetAsync("a"); } }""")]
    [InlineData("""class A { readonly IDatabase _db; public A(IDatabase db) { _db = db; } public Task<RedisValue> M() => _db.StringGetAsync("a"); }""")]
    [InlineData("""class A { static IDatabase Db = null!; public static Task<RedisValue> M() => Db.StringGetAsync("a"); }""")]
    [InlineData("""class A(IDatabase db) { public int M() => 1; object D => db; }""")]
    public async Task Offers_nothing_where_a_call_would_go_past_the_router(string source) => Assert.Empty(await ActionsAsync(source));

    private static async Task VerifyAsync(string source, string title, string expected)
    {
        var action = (await ActionsAsync(source)).First(action => action.Title.Contains(title, StringComparison.Ordinal));

        var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(CancellationToken.None)));
        var document = change.ChangedSolution.Projects.Single().Documents.First();
        var text = (await document.GetTextAsync()).ToString();

        Assert.Equal(Squeeze(expected), Squeeze(text.Replace("using RedisSafety;", "", StringComparison.Ordinal)));
        Assert.Empty(Snippet.Compile(text).GetDiagnostics().Where(diagnostic => diagnostic is { Severity: DiagnosticSeverity.Error } and not { Id: "CS8795" }));
    }

    private static string Squeeze(string text) => string.Join(' ', text.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static async Task<List<CodeAction>> ActionsAsync(string source)
    {
        var compilation = Snippet.Compile(source);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("P", LanguageNames.CSharp)
            .WithMetadataReferences(Snippet.References)
            .WithParseOptions(compilation.SyntaxTrees[0].Options)
            .WithCompilationOptions(compilation.Options);
        var document = project.AddDocument("Snippet.cs", source);
        document = document.Project.AddDocument("Usings.cs", compilation.SyntaxTrees[1].ToString()).Project.GetDocument(document.Id)!;
        var actions = new List<CodeAction>();
        var at = Math.Max(source.IndexOf(" M(", StringComparison.Ordinal), source.IndexOf(" N(", StringComparison.Ordinal)) + 1;
        await new RepositoryMethodRefactoring().ComputeRefactoringsAsync(new CodeRefactoringContext(document, new TextSpan(at, 0), actions.Add, CancellationToken.None));
        return actions;
    }
}
