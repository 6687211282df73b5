using System.Reflection;

namespace RedisSafety.Generators.Tests;

/// <summary>
/// Pairs of files in <c>Golden</c>: what a user writes, and exactly what is generated. <c>REDIS_SAFETY_GOLDEN=write</c> writes the outputs
/// anew, to be read in the diff before they are kept.
/// </summary>
public sealed class GoldenTests
{
    private const string Input = ".input.cs";
    private const string Output = ".output.cs";

    private static readonly string Folder = Path.Combine(
        typeof(GoldenTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!, "tests", "Generators.Tests", "Golden");

    public static TheoryData<string> Names => [.. Files(Input)];

    /// <summary>What the users of all pairs write.</summary>
    internal static IEnumerable<string> Inputs => Files(Input).Select(static name => File.ReadAllText(Path.Combine(Folder, name + Input)));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Generates_exactly(string name)
    {
        var token = TestContext.Current.CancellationToken;
        var generated = GeneratedOutput.Of(await File.ReadAllTextAsync(Path.Combine(Folder, name + Input), token));
        var output = Path.Combine(Folder, name + Output);
        if (Environment.GetEnvironmentVariable("REDIS_SAFETY_GOLDEN") == "write")
        {
            await File.WriteAllTextAsync(output, generated, token);
        }

        Assert.True(File.Exists(output), $"{output} is not there; REDIS_SAFETY_GOLDEN=write writes it.");
        var expected = await File.ReadAllTextAsync(output, token);
        Assert.True(expected == generated, LineDifference.Between(expected, generated));
    }

    [Fact]
    public void Each_output_belongs_to_an_input() => Assert.Equal(Files(Input), Files(Output));

    [Theory]
    [InlineData("a\nb\nc\nd\ne", "a\nb\nX\nd\ne", "line 3:\n  a\n  b\n- c\n+ X\n  d\n  e")]
    [InlineData("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\nnew\n5\n6\n7", "line 5:\n  2\n  3\n  4\n+ new\n  5\n  6\n  7")]
    [InlineData("a\nb", "a", "line 2:\n  a\n- b")]
    [InlineData("a", "b", "line 1:\n- a\n+ b")]
    public void A_difference_is_shown_with_the_lines_around_it(string expected, string actual, string shown) =>
        Assert.Equal(shown, LineDifference.Between(expected, actual));

    private static string[] Files(string ending) =>
    [
        .. Directory.EnumerateFiles(Folder, "*" + ending)
            .Select(path => Path.GetFileName(path)[..^ending.Length])
            .Order(StringComparer.Ordinal)
    ];
}
