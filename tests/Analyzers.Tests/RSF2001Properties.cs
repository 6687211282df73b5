using System.Globalization;
using FsCheck.Xunit;
using Microsoft.CodeAnalysis;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>What does not change what a program does does not change what is reported of it.</summary>
public sealed class RSF2001Properties
{
    [Property(MaxTest = 12)]
    public async Task Renaming_locals_changes_nothing(int seed)
    {
        var program = Program(seed);
        await AssertSameAsync(Plain(program), Plain(program, one: "renamed", other: "anew"));
    }

    [Property(MaxTest = 12)]
    public async Task Extracting_methods_changes_nothing(int seed)
    {
        var program = Program(seed);
        await AssertSameAsync(Plain(program), Render(program, "Save({0});", "Find({0});", "one", "other"));
    }

    [Property(MaxTest = 12)]
    public async Task Another_spelling_of_the_key_changes_nothing(int seed)
    {
        var program = Program(seed);
        await AssertSameAsync(
            Plain(program),
            Render(program, "db.StringSet(Key({0}), 1);", "db.StringGet(string.Format(\"cart:{{0}}\", {0}), CommandFlags.PreferReplica);", "one", "other"));
    }

    [Property(MaxTest = 12)]
    public async Task Statements_that_do_nothing_to_it_change_nothing(int seed)
    {
        var program = Program(seed);
        await AssertSameAsync(Plain(program), Plain(program, before: "Console.WriteLine(one); "));
    }

    [Property(MaxTest = 8)]
    public async Task Moving_the_repository_to_another_project_changes_nothing(int seed)
    {
        const string Store = """
            public class Store
            {
                [Primary("SET cart:{id} {value}")] public Task SaveAsync(long id, string value) => Task.CompletedTask;
                [ReadReplica("GET cart:{id}")] public Task<string?> FindAsync(long id) => Task.FromResult<string?>(null);
            }
            """;
        using var image = new MemoryStream();
        Assert.True(Snippet.Compile(Store).WithAssemblyName("Stores").Emit(image).Success);
        var caller = Render(Program(seed), "_ = store.SaveAsync({0}, \"x\");", "_ = store.FindAsync({0});", "one", "other", parameter: "Store store, ");

        Assert.Equal(
            await LinesAsync(Snippet.Compile(caller + "\n" + Store)),
            await LinesAsync(Snippet.Compile(caller, more: MetadataReference.CreateFromImage(image.ToArray()))));
    }

    // Statements: what each does, and to which of two ids.
    private static List<(int Kind, bool IsOther)> Program(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, random.Next(3, 14)).Select(_ => (random.Next(9), random.Next(2) == 0))];
    }

    private static string Plain(List<(int Kind, bool IsOther)> program, string one = "one", string other = "other", string before = "") => Render(
        program,
        before.Replace("one", one, StringComparison.Ordinal) + "db.StringSet($\"cart:{{{0}}}\", 1);",
        before.Replace("one", one, StringComparison.Ordinal) + "db.StringGet(\"cart:\" + {0}, CommandFlags.PreferReplica);",
        one,
        other);

    private static string Render(List<(int Kind, bool IsOther)> program, string write, string read, string one, string other, string parameter = "")
    {
        var lines = new List<string>();
        var open = 0;
        foreach (var (kind, isOther) in program)
        {
            var id = isOther ? other : one;
            lines.Add(kind switch
            {
                0 or 1 => string.Format(CultureInfo.InvariantCulture, write, id),
                2 or 3 => string.Format(CultureInfo.InvariantCulture, read, id),
                4 => $"{id}++;",
                5 => "db.Execute(\"WAIT\", 1, 100);",
                6 => "if (yes) {",
                7 => "while (yes) {",
                _ => open > 0 ? "}" : "Console.WriteLine();",
            });
            open += kind is 6 or 7 ? 1 : lines[^1] == "}" ? -1 : 0;
        }

        lines.AddRange(Enumerable.Repeat("}", open));
        return $$"""
            class A(IDatabase db)
            {
                static string Key(long id) => $"cart:{id}";
                void Save(long id) => db.StringSet(Key(id), 1);
                RedisValue Find(long id) => db.StringGet("cart:" + id, CommandFlags.PreferReplica);
                void M({{parameter}}long start, bool yes)
                {
                    var {{one}} = start; var {{other}} = start + 1;
            {{string.Join("\n", lines)}}
                }
            }
            """;
    }

    private static async Task AssertSameAsync(string source, string changed) =>
        Assert.Equal(await LinesAsync(Snippet.Compile(source)), await LinesAsync(Snippet.Compile(changed)));

    private static async Task<int[]> LinesAsync(Compilation compilation)
    {
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return [.. (await Snippet.DiagnosticsAsync(new ReadAfterWriteAnalyzer(), compilation)).Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line).Order()];
    }
}
