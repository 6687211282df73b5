using RedisSafety.Tool.Builds;

namespace RedisSafety.Tool.Tests.Builds;

public sealed class CompilerLogTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{ \"runs\": [] }")]
    [InlineData("{ \"runs\": 3 }")]
    public void A_file_that_is_no_log_gives_none(string text)
    {
        File.WriteAllText(_file, text);

        Assert.Null(CompilerLog.TryRead(_file));
    }

    [Fact]
    public void A_missing_file_gives_none() => Assert.Null(CompilerLog.TryRead(_file + ".missing"));

    [Fact]
    public void A_log_of_a_compiler_that_skipped_the_analyzers_says_so()
    {
        File.WriteAllText(_file, """{ "version": "2.1.0", "runs": [ { "tool": { "driver": { "name": "csc" } }, "results": [] } ] }""");

        Assert.False(CompilerLog.TryRead(_file)!.HasRun);
    }

    public void Dispose() => File.Delete(_file);
}
