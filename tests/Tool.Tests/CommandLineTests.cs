namespace RedisSafety.Tool.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("no-such-command")]
    [InlineData("explain", "RSF2001", "--no-such-option")]
    public async Task A_wrong_command_line_ends_with_2(params string[] arguments)
    {
        var run = await Tool.RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task Help_ends_with_0_and_lists_examples_and_exit_codes()
    {
        var run = await Tool.RunAsync("explain", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Examples:\n  redis-safety explain RSF2001\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  2  something could not be checked", run.Output, StringComparison.Ordinal);
    }
}
