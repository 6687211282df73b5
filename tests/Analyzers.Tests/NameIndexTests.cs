using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>Where a name stands in a compilation, by the texts themselves and by what was taken down of them.</summary>
public sealed class NameIndexTests
{
    // Words of one file each, at its beginning and its end as well, and a long text between.
    private static readonly CSharpCompilation Files = CSharpCompilation.Create(
        "Files",
        Enumerable.Range(0, 60).Select(file => CSharpSyntaxTree.ParseText($"first{file} {string.Join(' ', Enumerable.Range(0, file * 9).Select(word => $"w{file}x{word}"))} größe{file} @event{file} last{file}", path: $"{file}")));

    [Theory]
    [InlineData("first")]
    [InlineData("größe")]
    [InlineData("event")]
    [InlineData("last")]
    public void Finds_every_file_that_has_a_name_and_few_others(string word)
    {
        var index = new NameIndex(Files);
        Assert.All(Enumerable.Range(0, 16), _ => Assert.Equal(60, index.FilesWith("none").Count()));

        var found = Enumerable.Range(0, 60).Select(file => index.FilesWith(word + file).Select(tree => tree.FilePath).ToArray()).ToArray();

        Assert.All(Enumerable.Range(0, 60), file => Assert.Contains($"{file}", found[file]));
        Assert.InRange(found.Sum(files => files.Length), 60, 60 + (60 * 60 / 10));
    }

    [Fact]
    public void Gives_every_file_for_a_name_of_unusual_characters()
    {
        var index = new NameIndex(Files);
        Assert.All(Enumerable.Range(0, 20), word => index.FilesWith($"word{word}"));

        Assert.Equal(60, index.FilesWith("a\u203Fb").Count());
    }

    // A property of each of many types is set in another file, to a database that retries in one half, and to one that does not in the other.
    [Fact]
    public async Task Assignments_of_other_files_are_found_for_many_names()
    {
        var types = Enumerable.Range(0, 40).Select(i => $$"""public class A{{i}} { public IDatabaseAsync D{{i}} { get; set; } Task M() => D{{i}}.KeyTouchAsync("a"); }""");
        var uses = Enumerable.Range(0, 40).Select(i => $$"""using StackExchange.Redis.Availability; class B{{i}} { void M(IDatabase db, A{{i}} a) { a.D{{i}} = db{{(i % 2 == 0 ? ".WithRetry()" : "")}}; } }""");
        var compilation = Snippet.Compile("").AddSyntaxTrees(types.Concat(uses)
            .Select((source, file) => CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12), $"{file}.cs")));

        var reported = await Snippet.DiagnosticsAsync(new RawCallAnalyzer(), compilation);

        Assert.Equal(
            Enumerable.Range(0, 40).Where(i => i % 2 == 1).Select(i => $"{i}.cs").Order(StringComparer.Ordinal),
            reported.Select(diagnostic => diagnostic.Location.SourceTree!.FilePath).Order(StringComparer.Ordinal));
    }
}
