namespace RedisSafety.Tool.Tests;

public sealed class ExplainTests
{
    [Theory]
    [InlineData("RSF2001")]
    [InlineData("rsf2001")]
    [InlineData("2001")]
    public async Task A_rule_is_found_by_its_id(string id)
    {
        var run = await Tool.RunAsync("explain", id);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("# RSF2001: A read after a write may be served by a replica\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("## Why it is worth changing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_page_of_the_repository_is_listed_with_its_severity()
    {
        var run = await Tool.RunAsync("explain");

        var pages = Directory.EnumerateFiles(Path.Combine(Tool.RepositoryRoot, "docs", "rules"), "RSF*.md")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal);
        Assert.Equal(pages, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line[..7]));
        Assert.Contains("RSF2002  error", run.Output, StringComparison.Ordinal);
        Assert.Contains("RSF2003  info", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_rule_ends_with_2()
    {
        var run = await Tool.RunAsync("explain", "RSF9999");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("error: There is no rule 'RSF9999'. 'redis-safety explain' lists them all.\n", run.Error);
        Assert.Empty(run.Output);
    }
}
