using RedisSafety.Drills;
using RedisSafety.Drills.Targets;

namespace RedisSafety.Tool.Tests.Drills;

public sealed class DrillCommandTests
{
    [Theory]
    [InlineData("--local", "morse")]
    [InlineData("--max-rto", "2")]
    [InlineData("--max-rto", "fast")]
    [InlineData("--max-lost", "-1")]
    [InlineData("--max-lost", "2s")]
    [InlineData("--rate", "0")]
    [InlineData("--workers", "x")]
    [InlineData("--warm-up", "1")]
    [InlineData("--limits", "no-such-file")]
    [InlineData("--elasticache", "shop")]
    [InlineData("--trigger", "true")]
    [InlineData("--redis", "")]
    [InlineData("--redis", "localhost:1", "--local", "kill")]
    [InlineData("--redis", "shop.abc123.use1.cache.amazonaws.com:6379")]
    [InlineData("--redis", "shop.abc123.use1.cache.amazonaws.com:6379", "--consent", "other.abc123.use1.cache.amazonaws.com")]
    [InlineData("--redis", "127.0.0.1:1", "--dry-run")]
    public async Task Wrong_command_line_ends_with_2(params string[] arguments)
    {
        var run = await Tool.RunAsync(["drill", .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEqual("", run.Error + run.Output);
    }

    [Fact]
    public async Task Foreign_deployment_needs_consent_by_name()
    {
        var run = await Tool.RunAsync("drill", "--redis", "shop.abc123.use1.cache.amazonaws.com:6379,password=secret");

        Assert.Contains("--consent shop.abc123.use1.cache.amazonaws.com", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dry_run_starts_nothing()
    {
        var run = await Tool.RunAsync("drill", "--local", "all", "--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.All(LocalScenarios.All, scenario => Assert.Contains(scenario.Description, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_program_is_named_with_its_package()
    {
        var exception = Assert.Throws<DrillException>(() => LocalPrograms.Require("redis-server-of-another-planet"));

        Assert.Contains("apt-get install redis-server", exception.Message, StringComparison.Ordinal);
        LocalPrograms.Require("sh");
    }

    [Fact]
    public async Task Help_names_the_scenarios()
    {
        var run = await Tool.RunAsync("drill", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("moved-name", run.Output, StringComparison.Ordinal);
        Assert.Contains("--max-rto", run.Output, StringComparison.Ordinal);
    }
}
