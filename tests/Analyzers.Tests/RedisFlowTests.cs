using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Analyzers.Flow;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>What the flow does, and what it leaves undone.</summary>
public sealed class RedisFlowTests
{
    [Theory]

    // A write and a replica read of its key in reach: here, in a callee, in both.
    [InlineData("""db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica);""", 1)]
    [InlineData("""Put(); db.StringGet("a", CommandFlags.PreferReplica);""", 1)]
    [InlineData("""Put(); Get();""", 1)]

    // Only one of the two, or of another key, or not from a replica.
    [InlineData("""db.StringSet("a", 1);""", 0)]
    [InlineData("""db.StringGet("a", CommandFlags.PreferReplica);""", 0)]
    [InlineData("""Get(); Get();""", 0)]
    [InlineData("""Put(); db.StringGet("a");""", 0)]
    [InlineData("""Put(); db.StringGet("b", CommandFlags.PreferReplica);""", 0)]
    [InlineData("""Console.WriteLine();""", 0)]
    public void A_graph_is_made_only_of_members_with_a_write_and_a_replica_read_of_its_key_in_reach(string body, int graphs)
    {
        var compilation = Snippet.Compile($$"""
            class A(IDatabase db)
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
            "A replica may still serve the old value of 'a': 'CommandFlags.DemandReplica' may read from one, and the write in line 3 of Store.cs may not have arrived there",
            reported.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(["store.Save()", """db.StringSet("a", 1)""", """db.StringGet("a", CommandFlags.DemandReplica)"""], reported.AdditionalLocations.Select(Text));
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
}
