using RedisSafety.Provisioning.Yaml;

namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4010Tests
{
    private static readonly string[] Metrics =
        ["EngineCPUUtilization", "DatabaseMemoryUsagePercentage", "ReplicationLag", "Evictions", "CurrConnections"];

    public static TheoryData<string, string> Missing => new()
    {
        { "EngineCPUUtilization", "engine CPU" },
        { "DatabaseMemoryUsagePercentage", "memory" },
        { "ReplicationLag", "replication lag" },
        { "Evictions", "evictions" },
        { "CurrConnections", "connections" },
    };

    public static TheoryData<string, string> Serving => new()
    {
        { "EngineCPUUtilization", "MetricName: CPUUtilization" },
        { "DatabaseMemoryUsagePercentage", "MetricName: FreeableMemory" },
        { "CurrConnections", "MetricName: NewConnections; Statistic: Sum" },

        // An alarm on something unknown may be on this.
        { "Evictions", "MetricName: !Ref P" },
        { "Evictions", "MetricName: Evictions; Statistic: Sum; Dimensions: !Ref P" },
        { "Evictions", "MetricName: Evictions; Statistic: Sum; Namespace: !Ref P" },
        { "Evictions", "Namespace: -; MetricName: -; Dimensions: -; Metrics: [{ Id: a, Expression: \"SEARCH('{AWS/ElastiCache,CacheClusterId} Evictions', 'Sum')\" }]" },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public void Names_what_no_alarm_watches(string metric, string kind)
    {
        var finding = Assert.Single(Check("", Metrics.Where(other => other != metric)));

        Assert.Equal("RSF4010", finding.Rule.Id);
        Assert.Contains($"watches {kind} of", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_without_alarms_is_reported_once() => Assert.Equal("RSF4010", Sample.Ids(Check("", [])));

    [Fact]
    public void All_kinds_are_enough() => Assert.Empty(Check("", Metrics));

    [Theory]
    [MemberData(nameof(Serving))]
    public void Another_metric_or_an_unknown_one_serves(string metric, string instead) =>
        Assert.DoesNotContain(Check("", Metrics.Where(other => other != metric), AlarmCase.Alarm(instead, "Instead")), finding =>
            finding.Rule.Id == "RSF4010");

    [Fact]
    public void A_group_without_replicas_needs_no_alarm_on_lag() => Assert.Equal(
        "RSF4003", Sample.Ids(
            Check("NumCacheClusters: 1; AutomaticFailoverEnabled: false; MultiAZEnabled: false",
            Metrics.Where(metric => metric != "ReplicationLag"), nodes: 1)));

    [Fact]
    public void An_alarm_on_another_group_does_not_serve() => Assert.Equal(
        "RSF4010", Sample.Ids(Check("", Metrics.Where(metric => metric != "Evictions"), """
              Other:
                Type: AWS::ElastiCache::CacheCluster
                Properties: { Engine: redis, ClusterName: other, SnapshotRetentionLimit: 7, TransitEncryptionEnabled: true, NotificationTopicArn: x }

            """ + AlarmCase.Alarm("MetricName: Evictions; Statistic: Sum; Dimensions: [{ Name: CacheClusterId, Value: other }]", "B"))
            .Where(finding => finding.Resource == "shop")));

    // A broken alarm is RSF4008's.
    [Fact]
    public void A_dead_alarm_is_reported_as_such_alone() => Assert.Equal(
        "RSF4008", Sample.Ids(Check(
            "", Metrics.Where(metric => metric != "Evictions"),
            AlarmCase.Alarm("MetricName: Evictions; Statistic: Sum; Dimensions: [{ Name: CacheClusterId, Value: shop }]", "Dead"))));

    [Theory]
    [InlineData("  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: x }\n")]
    [InlineData("  Fn::ForEach::Alarms: [Node, [a], { A: {} }]\n")]
    public void Alarms_may_be_declared_elsewhere(string more) => Assert.Empty(Check("", [], more));

    private static IReadOnlyList<ProvisioningFinding> Check(string changes, IEnumerable<string> metrics, string more = "", int nodes = 3)
    {
        var alarms = metrics.SelectMany(metric => Enumerable.Range(1, nodes).Select(node => AlarmCase.Alarm(
            $"MetricName: {metric}; Statistic: Maximum; Dimensions: [{{ Name: CacheClusterId, Value: shop-00{node} }}]", metric + node)));
        var template = Sample.Group(changes, string.Concat(alarms) + more).Replace("Transform: Macro\n", "", StringComparison.Ordinal);
        return Sample.Check(DeploymentReader.Read([new("shop.yaml", template)]));
    }
}
