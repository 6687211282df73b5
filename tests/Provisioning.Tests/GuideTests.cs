using System.Text.RegularExpressions;
using RedisSafety.Provisioning.Scripts;
using RedisSafety.Provisioning.Yaml;

namespace RedisSafety.Provisioning.Tests;

/// <summary>The commands of docs/elasticache.md, checked by our own rules.</summary>
public sealed partial class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Sample.Root, "docs", "elasticache.md"));

    [Fact]
    public void Its_commands_pass_the_check()
    {
        var deployment = DeploymentReader.Read([new("guide.sh", Script())]);

        Assert.Equal(["shop-001", "shop-002", "shop-003"], Assert.Single(deployment.Groups).NodeIds);
        Assert.Equal(3, deployment.Alarms.Count);
        var findings = Sample.Check(deployment);
        Assert.True(findings.Count == 0, Sample.Describe(findings));
    }

    // The check looks at the guide: with a fault in it, the test above is red.
    [Theory]
    [InlineData("  --automatic-failover-enabled \\\n", "", "RSF4001")]
    [InlineData("--num-cache-clusters 3", "--num-cache-clusters 1", "RSF4003")]
    [InlineData("--snapshot-retention-limit 7", "--snapshot-retention-limit 0", "RSF4004")]
    [InlineData("  --transit-encryption-enabled \\\n", "  --no-transit-encryption-enabled \\\n", "RSF4005")]
    [InlineData("--engine valkey --engine-version 8.0", "--engine redis --engine-version 5.0.6", "RSF4006")]
    [InlineData(" \\\n  --notification-topic-arn \"$topic\"", "", "RSF4007")]
    [InlineData("Value=$node", "Value=shop", "RSF4008")]
    [InlineData("for node in shop-001 shop-002 shop-003", "for node in shop-001", "RSF4009")]
    public void A_fault_in_a_command_is_found(string right, string wrong, string id)
    {
        Assert.Contains(right, Script(), StringComparison.Ordinal);
        var deployment = DeploymentReader.Read([new("guide.sh", Script().Replace(right, wrong, StringComparison.Ordinal))]);

        Assert.Contains(id, Sample.Ids(Sample.Check(deployment)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_of_its_blocks_is_one_of_the_aws_cli()
    {
        var commands = ShellReader.Read(Script()).Where(words => words[0].Text == "aws").Select(words => $"{words[1].Text} {words[2].Text}").ToList();

        Assert.Contains("elasticache create-replication-group", commands);
        Assert.Contains("elasticache test-failover", commands);
        Assert.Contains("cloudwatch put-metric-alarm", commands);
        Assert.All(commands, command => Assert.Matches("^(elasticache|cloudwatch|sns) [a-z-]+$", command));
    }

    private static string Script() => string.Join('\n', Block().Matches(Guide.ReplaceLineEndings("\n")).Select(match => match.Groups["code"].Value));

    [GeneratedRegex("```bash\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
