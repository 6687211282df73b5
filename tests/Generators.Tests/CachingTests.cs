using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Generators.Repositories;
using RedisSafety.Testing;

namespace RedisSafety.Generators.Tests;

/// <summary>What runs again after an edit, and that whatever does not would have given the same.</summary>
public sealed class CachingTests
{
    private const string Repository = """partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); }""";

    [Theory]
    [InlineData(Repository + " class Other { }", "an edit below")]
    [InlineData("/* before */ " + Repository, "a comment above")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary(/* why */ "INCR a")] public partial Task<long> /* so many */ M(); }""", "a comment in the target")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); int Other() => 1; }""", "a member below")]
    [InlineData("""partial class A(IRedisRouter r) { int Other() => 1; [Primary("INCR a")] public partial Task<long> M(); }""", "a member above")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("INCR" + " a")] public partial Task<long> M(); }""", "the same template, written in another way")]
    public void An_edit_of_its_file_that_leaves_a_half_as_it_is_runs_no_output_again(string after, string edit) =>
        Assert.All(Reasons(Compile(Repository), Compile(after)), reason => Assert.True(reason == IncrementalStepRunReason.Cached, $"After {edit}: {reason}"));

    [Fact]
    public void A_changed_template_runs_the_output_of_its_type_again_and_no_other()
    {
        const string Two = """partial class B(IRedisRouter r) { [Primary("INCR {key}")] public partial Task<long> M(string key); }""";

        var reasons = Reasons(Compile(Repository + Two), Compile(Repository.Replace("INCR a", "INCR b", StringComparison.Ordinal) + Two));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], reasons);
    }

    [Theory]

    // Bodies, comments and what a half does not rest on.
    [InlineData("class Other { int M() => 1; }", "class Other { int M() => 2; }", Repository, false)]
    [InlineData("class Other { }", "class Another { }", """partial class A(IRedisRouter r) { [Primary("SET a {v}")] public partial Task M(Guid v); }""", false)]
    [InlineData("class Other { }", "class Other { void Added() { } }", """partial class A(IRedisRouter r) { [Primary("SET a {v}")] public partial Task M(Other v); }""", false)]
    [InlineData("class Item { public int Id { get; set; } }", "class Item { public string Id { get; set; } = \"\"; }", """partial class A(IRedisRouter r) { [Primary("SET a {v}")] public partial Task M(Item v); }""", false)]
    [InlineData("class Item { public readonly int X = 1; }", "class Item { public readonly int X = 2; }", """partial class A(IRedisRouter r) { [Primary("SET a {v}")] public partial Task M(Item v); }""", false)]

    // What a half is made of may stand in another file, while its own stays the very same tree.
    [InlineData("class Item { public int Id { get; set; } }", "class Item { public string Id { get; set; } = \"\"; }", """partial class A(IRedisRouter r) { [Primary("SET a:{v.Id} 1")] public partial Task M(Item v); }""", true)]
    [InlineData("record Item(int Id);", "record Item(int Id, string Name);", """partial class A(IRedisRouter r) { [ReadReplica("HGETALL a")] public partial Task<Item> M(); }""", true)]
    [InlineData("enum Item { A }", "class Item { }", """partial class A(IRedisRouter r) { [Primary("SET a {v}")] public partial Task M(Item v); }""", true)]
    [InlineData("partial class A { }", "partial class A { private readonly IRedisRouter _second = null!; }", Repository, true)]
    [InlineData("partial class A { }", "partial class A { private static int RedisOperations = 1; }", Repository, true)]
    [InlineData("class Base { }", "class Base { protected IRedisRouter Router = null!; }", """partial class A : Base { [Primary("INCR a")] public partial Task<long> M(); }""", true)]
    [InlineData("partial class A { }", "partial class A { Task<long> M(IDatabaseAsync d) => null!; }", """partial class A(IRedisRouter r) { [Primary] public partial Task<long> M(); }""", true)]
    [InlineData("static class Keys { public const string Name = \"INCR a\"; }", "static class Keys { public const string Name = \"INCR b\"; }", """partial class A(IRedisRouter r) { [Primary(Keys.Name)] public partial Task<long> M(); }""", true)]
    [InlineData("static class Keys { public const string Name = @\"INCR a\"; }", "static class Keys { public const string Name = @\"INCR b\"; }", """partial class A(IRedisRouter r) { [Primary(Keys.Name)] public partial Task<long> M(); }""", true)]
    [InlineData("static class Keys { public const string Name = \"\"\"INCR a\"\"\"; }", "static class Keys { public const string Name = \"\"\"INCR b\"\"\"; }", """partial class A(IRedisRouter r) { [Primary(Keys.Name)] public partial Task<long> M(); }""", true)]
    [InlineData("static class Keys { public const string Name = $\"INCR a\"; }", "static class Keys { public const string Name = $\"INCR b\"; }", """partial class A(IRedisRouter r) { [Primary(Keys.Name)] public partial Task<long> M(); }""", true)]
    [InlineData("static class Keys { public const string Name = $\"INCR {nameof(A)}\"; }", "static class Keys { public const string Name = $\"INCR {nameof(Keys)}\"; }", """partial class A(IRedisRouter r) { [Primary(Keys.Name)] public partial Task<long> M(); }""", true)]
    [InlineData("static class Keys { public const ReadConsistency C = ReadConsistency.Eventual; }", "static class Keys { public const ReadConsistency C = ReadConsistency.Monotonic; }", """partial class A(IRedisRouter r) { [ReadReplica("GET a", Consistency = Keys.C)] public partial Task<string?> M(); }""", true)]
    [InlineData("enum E { One = 1 }", "enum E { One = 2 }", """partial class A(IRedisRouter r) { [ReadReplica("GET a", Consistency = (ReadConsistency)E.One)] public partial Task<string?> M(); }""", true)]
    [InlineData("static class Keys { public const char C = 'a'; }", "static class Keys { public const char C = 'b'; }", """partial class A(IRedisRouter r) { [Primary(Keys.C == 'a' ? "INCR a" : "INCR b")] public partial Task<long> M(); }""", true)]
    [InlineData("class Other { }", "class Guid { public override string ToString() => \"\"; }", """partial class A(IRedisRouter r) { [Primary("SET a {v}")] public partial Task M(Guid v); }""", true)]
    [InlineData("class Other { }", "class PrimaryAttribute(string s) : Attribute { public string S => s; }", Repository, true)]
    [InlineData("global using Value = System.Int32;", "global using Value = System.String;", """partial class A(IRedisRouter r) { [Primary("SET a {v}")] public partial Task M(Value v); }""", true)]
    [InlineData("", "[assembly: ReadDefaults(Consistency = ReadConsistency.Monotonic)]", """partial class A(IRedisRouter r) { [ReadReplica("GET a")] public partial Task<string?> M(); }""", true)]
    [InlineData("[assembly: ReadDefaults(MaxStaleness = \"1s\")]", "[assembly: ReadDefaults(MaxStaleness = \"2s\")]", """partial class A(IRedisRouter r) { [ReadReplica("GET a")] public partial Task<string?> M(); }""", true)]
    [InlineData("class Seen { public void A() { } }", "class Seen { public void B() { } }", """partial class A(IRedisRouter r) { /** <summary><see cref="Seen.A"/></summary> */ [Primary("INCR a")] public partial Task<long> M(); }""", true)]

    [InlineData("#if A\nrecord Item(string Name);\n#else\nrecord Item(int Id);\n#endif", "#if !A\nrecord Item(string Name);\n#else\nrecord Item(int Id);\n#endif", """partial class A(IRedisRouter r) { [ReadReplica("HGETALL a")] public partial Task<Item> M(); }""", true)]
    public void An_edit_of_another_file_runs_the_output_again_where_it_changes_it(string before, string after, string repository, bool changes)
    {
        var first = Compile(repository, before);
        var second = first.ReplaceSyntaxTree(first.SyntaxTrees[^1], Compile(repository, after).SyntaxTrees[^1]);

        var (reasons, generated) = (Reasons(first, second), Generated(Run(first, second)));

        Assert.Equal(changes, reasons.Any(static reason => reason != IncrementalStepRunReason.Cached));
        Assert.Equal(Generated(Run(Compile(repository, after))), generated);
    }

    [Fact]
    public void Other_references_run_the_output_again_where_they_change_it()
    {
        var first = Compile(Repository);
        var without = first.RemoveReferences(first.References.Single(static reference => Path.GetFileName(reference.Display) == "RedisSafety.dll"));

        Assert.Empty(Generated(Run(first, without)));
        Assert.Equal(Generated(Run(first)), Generated(Run(first, without, first)));
    }

    [Theory]
    [InlineData("class A { int M() => 1; }", "class A { int M() => 2; }", true)]
    [InlineData("class A { void M() { } }", "class A { void M() { M(); } }", true)]
    [InlineData("class A { int _m = 1; }", "class A { int _m = 2; }", true)]
    [InlineData("class A { }", "class A { /* what it is */ }", true)]
    [InlineData("#nullable enable\nclass A { void M() { } }", "#nullable enable\nclass A { void M() { M(); } }", true)]
    [InlineData("#if X\n#endif\nclass A { void M() { } }", "#if X\n#endif\nclass A { void M() { M(); } }", true)]
    [InlineData("class A { void M() { } }", "class A { void N() { } }", false)]
    [InlineData("class A { const int M = 1; }", "class A { const int M = 2; }", false)]
    [InlineData("class A { void M(int x = 1) { } }", "class A { void M(int x = 2) { } }", false)]
    [InlineData("class A : object { }", "class A : Attribute { }", false)]
    [InlineData("[Obsolete(\"a\")] class A { }", "[Obsolete(\"b\")] class A { }", false)]

    // The same tokens declare something else under another directive.
    [InlineData("#nullable enable\nrecord A(string B);", "#nullable disable\nrecord A(string B);", false)]
    [InlineData("#nullable enable annotations\nrecord A(string B);", "#nullable enable warnings\nrecord A(string B);", false)]
    [InlineData("record A(string B);\n#nullable enable\nclass C { }", "#nullable enable\nrecord A(string B);\nclass C { }", false)]
    [InlineData("record A(string B, string C);", "record A(\n#nullable disable\nstring B, string C);", false)]
    [InlineData("record A(\n#nullable disable\nstring B, string C);", "record A(string B,\n#nullable disable\nstring C);", false)]
    public void A_project_declares_the_same_where_bodies_alone_differ(string before, string after, bool same)
    {
        var (first, second) = (Compile(Repository, before), Compile(Repository, after));
        second = second.ReplaceSyntaxTree(second.SyntaxTrees[0], first.SyntaxTrees[0]).WithReferences(first.References);

        Assert.Equal(same, ProjectDeclarations.Of(second).AreThoseOf(ProjectDeclarations.Of(first)));
        Assert.Equal(same, ProjectDeclarations.Of(first).AreThoseOf(ProjectDeclarations.Of(second)));
    }

    [Fact]
    public void A_project_of_other_files_options_references_or_name_declares_something_else()
    {
        var first = Compile(Repository, "class Other { }");
        var other = first.SyntaxTrees[^1];
        CSharpCompilation[] changed =
        [
            first.WithOptions(first.Options.WithNullableContextOptions(NullableContextOptions.Disable)),
            first.RemoveReferences(first.References.Last()),
            first.WithReferences(first.References.Reverse()),
            first.WithAssemblyName("Another"),
            first.RemoveSyntaxTrees(other),
            first.ReplaceSyntaxTree(other, other.WithFilePath("Another.cs")),
            first.ReplaceSyntaxTree(other, other.WithRootAndOptions(other.GetRoot(TestContext.Current.CancellationToken), ((CSharpParseOptions)other.Options).WithPreprocessorSymbols("OTHER"))),
        ];

        Assert.All(changed, compilation => Assert.False(ProjectDeclarations.Of(compilation).AreThoseOf(ProjectDeclarations.Of(first))));
        Assert.True(ProjectDeclarations.Of(first.Clone()).AreThoseOf(ProjectDeclarations.Of(first)));
    }

    [Fact]
    public void What_is_kept_of_a_project_is_its_last_state_and_none_of_its_compilations()
    {
        var (compilation, tree) = EditTwice(out var kept);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(compilation.IsAlive, "The compilation is kept.");
        Assert.False(tree.IsAlive, "The tree of before the edits is kept.");
        GC.KeepAlive(kept);
    }

    [Fact]
    public void After_whatever_edits_of_another_file_the_halves_are_those_of_a_first_run()
    {
        // What declares all that the halves of the repositories rest on.
        const string Declarations = """
            #nullable enable
            global using Amount = System.Int32;
            [assembly: ReadDefaults(Consistency = ReadConsistency.Monotonic, MaxStaleness = Keys.Age)]
            public static class Keys { public const string Count = $"INCRBY {Prefix}:a"; public const string Prefix = "cart"; public const string Age = "1s"; }
            public enum State { Open = 0, Paid = 1 }
            public record Item(int Id, string? Name, State State);
            public class Base { protected IRedisRouter Router { get; } = null!; private int Hidden = 1; }
            public partial class Two { private readonly IRedisRouter _router = null!; private Task<long> Body(IDatabaseAsync database, Item item) => Task.FromResult(1L); }
            """;
        const string Stores = """
            public partial class One : Base
            {
                [Primary(Keys.Count + " {n}")] public partial Task<long> Add(Amount n);
                [ReadReplica("HGETALL cart:{id}")] public partial Task<Item> Get(long id);
                [Primary("SET state:{item.Id} {item.State}")] public partial Task Set(Item item);
            }
            public partial class Two
            {
                [ReadReplica("GET note")] public partial Task<string?> Note();
                [Primary] public partial Task<long> Body(Item item);
            }
            """;
        var random = new Random(20261125);
        var compilation = Compile(Stores, Declarations);
        var driver = GeneratedOutput.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        var different = new HashSet<string>();
        for (var edit = 0; edit < 400; edit++)
        {
            var tokens = SyntaxFactory.ParseTokens(Declarations).Select(static token => token.ToFullString()).ToList();
            MutationTests.Scramble(tokens, random);
            var text = string.Concat(tokens.Select(static token => token + " "));
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[^1], Compile(Stores, text).SyntaxTrees[^1]);

            driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);

            var generated = Generated(driver.GetRunResult());
            different.Add(string.Concat(generated));
            Assert.True(Generated(Run(Compile(Stores, text))).SequenceEqual(generated), string.Create(CultureInfo.InvariantCulture, $"Edit {edit}:\n{text}"));
        }

        Assert.True(different.Count > 50, "The edits change what is generated, or nothing is tested.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Compilation, WeakReference Tree) EditTwice(out SyntaxTree kept)
    {
        var compilation = Compile(Repository, "class Other { void M() { } }");
        kept = compilation.SyntaxTrees[0];
        var before = compilation.SyntaxTrees[^1];
        foreach (var body in new[] { "M();", "M(); M();" })
        {
            var edited = CSharpSyntaxTree.ParseText($"class Other {{ void M() {{ {body} }} }}", (CSharpParseOptions)kept.Options, "Other.cs");
            _ = Run(compilation);
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[^1], edited);
        }

        _ = Run(compilation);
        return (new WeakReference(compilation), new WeakReference(before));
    }

    // Each time parsed anew, as what was made of a declaration is known for as long as its syntax tree lives.
    private static CSharpCompilation Compile(string source, string? other = null)
    {
        var compilation = Snippet.Compile(source);
        return other is null
            ? compilation
            : compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(other, (CSharpParseOptions)compilation.SyntaxTrees[0].Options, "Other.cs"));
    }

    private static GeneratorDriverRunResult Run(params Compilation[] edits) =>
        edits.Aggregate(GeneratedOutput.Driver(), static (driver, compilation) => driver.RunGenerators(compilation)).GetRunResult();

    private static string[] Generated(GeneratorDriverRunResult result) => [.. result.GeneratedTrees.Select(static tree => tree.ToString())];

    private static IncrementalStepRunReason[] Reasons(params Compilation[] edits) =>
    [
        .. Run(edits).Results.Single().TrackedOutputSteps
            .SelectMany(static steps => steps.Value)
            .SelectMany(static step => step.Outputs)
            .Select(static output => output.Reason)
    ];
}
