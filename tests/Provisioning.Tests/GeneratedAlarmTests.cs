using System.Globalization;
using RedisSafety.Provisioning.AlarmSets;
using RedisSafety.Provisioning.CSharp;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Yaml;

namespace RedisSafety.Provisioning.Tests;

/// <summary>Generated alarms are read back as they were meant, and pass the rules.</summary>
public sealed class GeneratedAlarmTests
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:alerts";

    private static readonly string[] OfAlarms = ["RSF4007", "RSF4008", "RSF4009", "RSF4010"];

    public static TheoryData<string, int, int, string, string?> Requests => new()
    {
        { "CloudFormation", 1, 2, "Disabled", null },
        { "CloudFormation", 3, 1, "Enabled", Topic },
        { "CloudFormation", 1, 0, "Disabled", Topic },
        { "Terraform", 1, 2, "Disabled", null },
        { "Terraform", 2, 2, "Enabled", Topic },
        { "Terraform", 1, 1, "Compatible", null },
        { "CdkCSharp", 1, 2, "Disabled", null },
        { "CdkCSharp", 2, 1, "Enabled", Topic },
        { "AwsCli", 1, 2, "Disabled", null },
        { "AwsCli", 2, 2, "Enabled", Topic },
        { "Prometheus", 1, 2, "Disabled", null },
        { "Prometheus", 2, 2, "Enabled", null },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Passes_its_own_check(string format, int shards, int replicas, string mode, string? topic)
    {
        var set = Set(shards, replicas, mode, topic);
        var deployment = Read(set, Enum.Parse<AlarmFormat>(format));
        deployment.Groups.Add(set.Request.ToGroup());
        deployment.AlarmsAreComplete = true;

        var findings = Sample.Check(deployment).Where(finding => OfAlarms.Contains(finding.Rule.Id));

        Assert.True(!findings.Any(), Sample.Describe(findings));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Is_read_back_as_it_was_meant(string format, int shards, int replicas, string mode, string? topic)
    {
        var set = Set(shards, replicas, mode, topic);

        var read = Read(set, Enum.Parse<AlarmFormat>(format)).Alarms.Select(alarm => Describe(alarm, format)).Order(StringComparer.Ordinal);

        Assert.Equal(
            set.Nodes.SelectMany(node => set.Definitions.Select(alarm => Describe(node, alarm, format)))
                .Order(StringComparer.Ordinal), read);
    }

    [Theory]
    [InlineData("CloudFormation")]
    [InlineData("Terraform")]
    [InlineData("CdkCSharp")]
    public void The_topic_lets_ElastiCache_publish(string format)
    {
        var deployment = Read(Set(1, 2, "Disabled", null), Enum.Parse<AlarmFormat>(format));

        var topic = Assert.Single(deployment.Topics);
        Assert.False(topic.IsEncrypted.Is(true));
        var policy = Assert.Single(deployment.TopicPolicies);
        Assert.Equal(topic.Arn.Term, policy.Topic.Term);
        Assert.Contains("aws:sourceowner", policy.Grants![0].ConditionKeys);
    }

    [Theory]
    [InlineData("", 1, 1, "Disabled")]
    [InlineData("1shop", 1, 1, "Disabled")]
    [InlineData("shop-", 1, 1, "Disabled")]
    [InlineData("shop--x", 1, 1, "Disabled")]
    [InlineData("shop; rm -rf /", 1, 1, "Disabled")]
    [InlineData("shop", 0, 1, "Disabled")]
    [InlineData("shop", 501, 0, "Enabled")]
    [InlineData("shop", 2, 1, "Disabled")]
    [InlineData("shop", 1, 6, "Disabled")]
    [InlineData("shop", 1, -1, "Disabled")]
    [InlineData("shop", 250, 2, "Enabled")]
    public void A_group_that_cannot_exist_is_refused(string group, int shards, int replicas, string mode) =>
        Assert.Throws<ArgumentException>(
        () => new AlarmSet(new AlarmRequest(group, shards, replicas, Enum.Parse<ClusterMode>(mode))));

    [Fact]
    public void Nodes_have_the_names_that_ElastiCache_gives()
    {
        Assert.Equal(["shop-001", "shop-002", "shop-003"], Set(1, 2, "Disabled", null).Nodes);
        Assert.Equal(["shop-0001-001", "shop-0001-002", "shop-0002-001", "shop-0002-002"], Set(2, 1, "Enabled", null).Nodes);
        Assert.Equal(["shop-0001-001", "shop-0001-002"], Set(1, 1, "Compatible", null).Nodes);
        Assert.Equal(["shop-001"], new AlarmSet(new AlarmRequest("SHOP", 1, 0, ClusterMode.Disabled)).Nodes);
    }

    internal static AlarmSet Set(int shards, int replicas, string mode, string? topic) => new(
        new AlarmRequest("shop", shards, replicas, Enum.Parse<ClusterMode>(mode)) { Topic = topic, VirtualCpus = 2, WithLatency = true });

    internal static Deployment Read(AlarmSet set, AlarmFormat format)
    {
        var text = AlarmRenderer.Render(set, format);
        return format switch
        {
            AlarmFormat.CdkCSharp => DeclarationFiles.Read([("Alarms.cs", text)], TestContext.Current.CancellationToken),
            AlarmFormat.Terraform => DeploymentReader.Read([new("alarms.tf", text)]),
            AlarmFormat.AwsCli => DeploymentReader.Read([new("alarms.sh", text)]),
            _ => DeploymentReader.Read([new("alarms.yaml", text)]),
        };
    }

    private static string Describe(MetricAlarm alarm, string format)
    {
        var query = Assert.Single(alarm.Queries);
        var common = FormattableString.Invariant(
            $"{query.Dimensions!["CacheClusterId"].Value} {query.Metric.Value} {query.Statistic.Value} {alarm.Comparison.Value} {alarm.Threshold.Value}");
        return format == "Prometheus" ? common : FormattableString.Invariant(
            $"{alarm.Name} {common} {query.Dimensions.ContainsKey("CacheNodeId")} {query.Period.Value} {alarm.EvaluationPeriods.Value} {alarm.DatapointsToAlarm.Value} {alarm.MissingData.Value}");
    }

    private static string Describe(string node, AlarmDefinition alarm, string format)
    {
        var common = string.Create(CultureInfo.InvariantCulture,
            $"{node} {alarm.Metric} {alarm.Statistic} {alarm.Comparison} {alarm.Threshold}");
        return format == "Prometheus" ? common : string.Create(
            CultureInfo.InvariantCulture,
            $"{node}-{alarm.Slug} {common} {alarm.WithNodeNumber} {alarm.Period} {alarm.Periods} {alarm.Datapoints} {alarm.MissingData}");
    }
}
