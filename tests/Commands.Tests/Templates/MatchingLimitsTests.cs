using System.Diagnostics;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Commands.Tests.Templates;

public sealed class MatchingLimitsTests
{
    private const int SmallStack = 512 * 1024;

    [Theory]
    [InlineData("{a}")]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("GET")]
    [InlineData("x{a}")]
    public void Every_command_with_as_many_tokens_as_are_taken_ends_soon_on_a_small_stack(string token)
    {
        Exception? failure = null;
        var slowest = (Name: "", Time: TimeSpan.Zero);
        var thread = new Thread(
            () =>
            {
                try
                {
                    foreach (var name in CommandTable.Names)
                    {
                        var watch = Stopwatch.StartNew();
                        TemplateBinding.Bind(name + string.Concat(Enumerable.Repeat(" " + token, 197)));
                        if (watch.Elapsed > slowest.Time)
                        {
                            slowest = (name, watch.Elapsed);
                        }
                    }
                }
                catch (InvalidOperationException error)
                {
                    failure = error;
                }
            },
            SmallStack);
        thread.Start();
        thread.Join();

        Assert.Null(failure);
        Assert.True(slowest.Time < TimeSpan.FromSeconds(2), $"{slowest.Name} took {slowest.Time}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{slowest.Name}: {slowest.Time}");
    }

    [Fact]
    public void More_tokens_are_refused_with_the_way_out()
    {
        var error = Assert.Single(TemplateBinding.Bind("DEL" + string.Concat(Enumerable.Repeat(" {a}", 200))).Errors);

        Assert.Equal((TemplateErrorKind.Arguments, 800, 3), (error.Kind, error.Start, error.Length));
        Assert.Contains("collection", error.Message, StringComparison.Ordinal);
    }
}
