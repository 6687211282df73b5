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

    [Property(MaxTest = 25)]
    public async Task Inlining_a_method_changes_nothing(int seed)
    {
        var program = Closed(Program(seed));
        if (Part(program, new Random(seed)) is var (start, length))
        {
            Assert.Equal(await ReadsAsync(Numbered(program, start, length)), await ReadsAsync(Numbered(program)));
        }
    }

    [Property(MaxTest = 25)]
    public async Task Reordering_independent_statements_changes_nothing(int seed)
    {
        var (program, random) = (Closed(Program(seed)), new Random(seed));
        var order = Enumerable.Range(0, program.Count).ToArray();
        for (var i = 0; i < 40; i++)
        {
            var at = random.Next(program.Count - 1);
            if (AreIndependent(program[order[at]], program[order[at + 1]]))
            {
                (order[at], order[at + 1]) = (order[at + 1], order[at]);
            }
        }

        Assert.Equal(await ReadsAsync(Numbered(program)), await ReadsAsync(Numbered([.. order.Select(at => program[at])], numbers: order)));
    }

    [Fact]
    public async Task The_programs_have_reports_to_keep()
    {
        var (reads, parts, moved) = (0, 0, 0);
        for (var seed = 0; seed < 25; seed++)
        {
            var program = Closed(Program(seed));
            reads += (await ReadsAsync(Numbered(program))).Length;
            parts += Part(program, new Random(seed)) is { Length: > 1 } ? 1 : 0;
            moved += Enumerable.Range(0, program.Count - 1).Count(at => AreIndependent(program[at], program[at + 1]));
        }

        Assert.True(reads > 10 && parts > 10 && moved > 25, $"{reads} reads are reported, {parts} parts have several statements, {moved} neighbours can change places.");
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

    // Every block is closed; the ends of none are statements that do nothing (9).
    private static List<(int Kind, bool IsOther)> Closed(List<(int Kind, bool IsOther)> program)
    {
        var (closed, open) = (new List<(int, bool)>(), 0);
        foreach (var (kind, isOther) in program)
        {
            closed.Add((kind == 8 && open == 0 ? 9 : kind, isOther));
            open += kind is 6 or 7 ? 1 : closed[^1].Item1 == 8 ? -1 : 0;
        }

        return [.. closed, .. Enumerable.Repeat((8, false), open)];
    }

    // What can be a method of its own: whole blocks, nothing that changes the ids, and at most one read, which a report at its call is one of.
    private static (int Start, int Length)? Part(List<(int Kind, bool IsOther)> program, Random random)
    {
        var parts = new List<(int, int)>();
        for (var start = 0; start < program.Count; start++)
        {
            var (open, reads) = (0, 0);
            for (var end = start; end < program.Count && program[end].Kind != 4; end++)
            {
                open += program[end].Kind is 6 or 7 ? 1 : program[end].Kind == 8 ? -1 : 0;
                reads += program[end].Kind is 2 or 3 ? 1 : 0;
                if (open < 0 || reads > 1)
                {
                    break;
                }

                if (open == 0)
                {
                    parts.Add((start, end - start + 1));
                }
            }
        }

        return parts.Count == 0 ? null : parts[random.Next(parts.Count)];
    }

    // Neither sees what the other does. Blocks begin and end where they do, and a barrier is one to every key.
    private static bool AreIndependent((int Kind, bool IsOther) one, (int Kind, bool IsOther) next) =>
        one.Kind is not (5 or 6 or 7 or 8) && next.Kind is not (5 or 6 or 7 or 8)
        && (one.Kind == 9 || next.Kind == 9 || one.IsOther != next.IsOther
            || (one.Kind is 0 or 1 && next.Kind is 0 or 1) || (one.Kind is 2 or 3 && next.Kind is 2 or 3));

    // Each statement with its number, by which it is known wherever it stands; some of them in a method of their own.
    private static string Numbered(List<(int Kind, bool IsOther)> program, int start = 0, int length = 0, int[]? numbers = null)
    {
        var lines = program.Select((statement, index) => $"{Statement(statement)} // #{numbers?[index] ?? index}").ToList();
        var part = lines.GetRange(start, length);
        if (length > 0)
        {
            var read = program.FindIndex(start, length, static statement => statement.Kind is 2 or 3);
            lines.RemoveRange(start, length);
            lines.Insert(start, $"Part(one, other, yes); // #{Math.Max(start, read)}");
        }

        return $$"""
            class A(IDatabase db)
            {
                void M(long start, bool yes)
                {
                    var one = start; var other = start + 1;
            {{string.Join("\n", lines)}}
                }

                void Part(long one, long other, bool yes)
                {
            {{string.Join("\n", part)}}
                }
            }
            """;

        static string Statement((int Kind, bool IsOther) statement)
        {
            var id = statement.IsOther ? "other" : "one";
            return statement.Kind switch
            {
                0 or 1 => $"db.StringSet($\"cart:{{{id}}}\", 1);",
                2 or 3 => $"db.StringGet($\"cart:{{{id}}}\", CommandFlags.PreferReplica);",
                4 => $"{id}++;",
                5 => "db.Execute(\"WAIT\", 1, 100);",
                6 => "if (yes) {",
                7 => "while (yes) {",
                8 => "}",
                _ => "Console.WriteLine();",
            };
        }
    }

    private static async Task<int[]> ReadsAsync(string source)
    {
        var lines = source.Split('\n');
        return [.. (await LinesAsync(Snippet.Compile(source))).Select(line => int.Parse(lines[line].Split("// #")[1], CultureInfo.InvariantCulture)).Distinct().Order()];
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
