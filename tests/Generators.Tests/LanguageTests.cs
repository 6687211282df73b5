using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Testing;

namespace RedisSafety.Generators.Tests;

/// <summary>Whatever language and settings a project has, its generated halves compile without a warning.</summary>
public sealed class LanguageTests
{
    private const string Start = """
        using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using RedisSafety; using StackExchange.Redis;
        public enum Order { Nx, Xx }
        """;

    private const string Source = Start + """
        [Obsolete] public sealed record Old(int Id);
        [Obsolete("x")] public enum Older { Nx, Xx }
        public sealed record Item(int Id, string? Title, decimal Price = 1.5m) { public Uri? Link { get; init; } }
        public partial class A<T> where T : class
        {
            private readonly IRedisRouter _router;
            public A(IRedisRouter router) { _router = router; }
            #pragma warning disable CS0612, CS0618
            [Primary("SET o {v} {w}")] public partial Task Old(Old v, Older w);
            #pragma warning restore CS0612, CS0618
            /// <summary>Sets, see <see cref="Get"/>.</summary>
            [Primary("SET a:{id} {v} {order} [EX {ttl}]")] public partial Task<bool> Set(int id, T v, Order order, TimeSpan? ttl);
            [ReadReplica("HGETALL a:{id}")] public partial Task<Item?> Get(int id);
            [ReadReplica("GET a:{id}", MaxStaleness = "1s")] public partial ValueTask<T?> Find(long id, CancellationToken token = default);
            [ReadReplica("ZRANGE z 0 -1 WITHSCORES")] public partial Task<List<(string Member, double Score)>> Scores();
            [ReadReplica("HSCAN h 0")] public partial IAsyncEnumerable<KeyValuePair<string, int>> Scan();
            [Primary("HSET h {fields}")] public partial Task<long> Fill(Dictionary<string, decimal> fields);
            [Primary("INCR a", "GET b")] public partial Task<(long, string?)> Both();
            [Primary(Script = "return 1")] public partial ValueTask<int> Run(RedisKey key);
            [Primary("INCR a", OncePer = "id")] public partial Task<long> Once(string id);
            [Primary("INCRR a")] public partial Task<long> Wrong();
            [Primary] public partial Task<string?> Body(T item);
            private static async Task<string?> Body(IDatabaseAsync database, T item) => await database.StringGetAsync(item.ToString());
        }
        """;

    // Without annotations, everything may be null and nothing says so.
    private const string Oblivious = Start + """
        public class Item { public int Id { get; set; } public string Title { get; set; } public Uri Link { get; set; } }
        public partial class A<T> where T : class
        {
            private readonly IRedisRouter _router;
            public A(IRedisRouter router) { _router = router; }
            [Primary("SET a:{id} {v} {order} [EX {ttl}]")] public partial Task<bool> Set(int id, T v, Order order, TimeSpan? ttl);
            [ReadReplica("HGETALL a:{id}")] public partial Task<Item> Get(int id);
            [ReadReplica("GET a:{id}")] public partial ValueTask<T> Find(long id, CancellationToken token = default);
            [ReadReplica("MGET {keys}")] public partial Task<string[]> Many(params string[] keys);
            [ReadReplica("ZRANGE z 0 -1 WITHSCORES")] public partial Task<List<(string Member, double Score)>> Scores();
            [ReadReplica("SSCAN s 0")] public partial IAsyncEnumerable<string> Scan();
            [Primary("HSET h {fields}")] public partial Task<long> Fill(Dictionary<string, string> fields);
            [Primary("INCR a", "GET b")] public partial Task<(long, string)> Both();
            [Primary(Script = "return 1")] public partial ValueTask<string> Run(RedisKey key);
            [Primary("INCR a", OncePer = "id")] public partial Task<long> Once(string id);
            [Primary("INCRR a")] public partial Task<string> Wrong();
            [Primary] public partial Task<string> Body(T item);
            private static async Task<string> Body(IDatabaseAsync database, T item) => await database.StringGetAsync(item.ToString());
        }
        """;

    /// <summary>From the version on that brought partial methods which return something.</summary>
    public static TheoryData<LanguageVersion> Versions => [.. Enum.GetValues<LanguageVersion>().Where(static version => version >= LanguageVersion.CSharp9)];

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_output_compiles_without_a_warning_in_every_version(LanguageVersion version) => Compiles(Source, version, NullableContextOptions.Enable);

    [Theory]
    [InlineData(NullableContextOptions.Disable)]
    [InlineData(NullableContextOptions.Warnings)]
    public void The_output_compiles_without_a_warning_where_nothing_is_said_of_null(NullableContextOptions nullable) => Compiles(Oblivious, LanguageVersion.CSharp9, nullable);

    [Theory]
    [InlineData(NullableContextOptions.Annotations)]
    [InlineData(NullableContextOptions.Enable)]
    public void The_output_compiles_without_a_warning_where_it_is_said_what_may_be_null(NullableContextOptions nullable) => Compiles(Source, LanguageVersion.CSharp9, nullable);

    [Fact]
    public void What_may_live_on_the_stack_alone_is_refused_by_a_half_that_compiles()
    {
        Assert.SkipUnless(LanguageVersionFacts.TryParse("13", out var version), "This Roslyn is older than C# 13.");

        var output = Compiles(
            Start + """
            public partial class A
            {
                private readonly IRedisRouter _router;
                public A(IRedisRouter router) { _router = router; }
                [Primary("SET a {v}")] public partial Task Set<T>(T v) where T : struct, allows ref struct;
                [Primary("SET a {n}")] public partial Task Count<T>(int n) where T : allows ref struct;
            }
            """,
            version,
            NullableContextOptions.Enable);

        Assert.Contains("throw new global::System.NotSupportedException(\"RSF0005", output, StringComparison.Ordinal);
        Assert.Single(output.Split("ExecuteAsync(").Skip(1));
    }

    private static string Compiles(string source, LanguageVersion version, NullableContextOptions nullable)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(version).WithDocumentationMode(DocumentationMode.Diagnose);
        var snippet = Snippet.Compile("").RemoveAllSyntaxTrees();
        var compilation = snippet
            .WithOptions(snippet.Options.WithNullableContextOptions(nullable).WithWarningLevel(9999))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, options, cancellationToken: TestContext.Current.CancellationToken));

        CSharpGeneratorDriver.Create([new RepositoryGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _, TestContext.Current.CancellationToken);

        Assert.Equal(2, output.SyntaxTrees.Count());

        // Public members without documentation are this source's own.
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591"));
        return output.SyntaxTrees.Last().ToString();
    }
}
