using System.Reflection;
using System.Text.RegularExpressions;

namespace RedisSafety.Analyzers.Tests;

public sealed partial class RuleCatalogueTests
{
    private static readonly string Root = typeof(RuleCatalogueTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static TheoryData<string> Ids => [.. Sources("src").SelectMany(file => Id().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct()];

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_id_has_its_page_release_row_readme_row_and_tests(string id)
    {
        Assert.Contains($"# {id}: ", File.ReadAllText(Path.Combine(Root, "docs", "rules", id + ".md")), StringComparison.Ordinal);
        Assert.Contains(
            Directory.EnumerateFiles(Path.Combine(Root, "src"), "AnalyzerReleases.*.md", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains($"\n{id} | ", StringComparison.Ordinal));
        Assert.Contains($"[{id}](docs/rules/{id}.md)", File.ReadAllText(Path.Combine(Root, "README.md")), StringComparison.Ordinal);
        Assert.Contains(Sources("tests"), file => File.ReadAllText(file).Contains($"class {id}Tests", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_page_is_of_a_rule() => Assert.Equal(
        Ids.Select(row => row.Data).Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Path.Combine(Root, "docs", "rules")).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex("\"(RSF\\d{4})\"")]
    private static partial Regex Id();
}
