namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4008Tests
{
    private const string Cluster = "NumCacheClusters: -; NumNodeGroups: 2; ReplicasPerNodeGroup: 2";

    public static TheoryData<string, string> Reported => new()
    {
        { Node("shop"), "" },
        { Node("!Ref Shop"), "" },
        { Node("!Ref Shop"), "ReplicationGroupId: -" },
        { Node("!Sub '${Shop}'"), "ReplicationGroupId: -" },
        { Node("shop-004"), "" },
        { Node("!Sub '${Shop}-004'"), "ReplicationGroupId: -" },
        { Node("shop-001"), Cluster },
        { Node("shop-0003-001"), Cluster },
        { Node("shop-0001-001"), "" },
        { "Dimensions: [{ Name: CacheClusterId, Value: shop-001 }, { Name: CacheNodeId, Value: '0002' }]", "" },
        { "Dimensions: [{ Name: clusterId, Value: shop-001 }]", "" },
        { "Namespace: AWS/Elasticache", "" },
        { "MetricName: EngineCpuUtilization", "" },
        { "MetricName: ReplicationLags", "" },
        { "MetricName: CmdFlush", "" },
        { "MetricName: ElastiCacheProcessingUnits", "" },
        { "Threshold: 100", "" },
        { "Threshold: 0; ComparisonOperator: LessThanThreshold", "" },
        { "MetricName: ReplicationLag", "NumCacheClusters: 1; AutomaticFailoverEnabled: false; MultiAZEnabled: false" },
    };

    public static TheoryData<string, string> Quiet => new()
    {
        { Node("shop-001"), "" },
        { Node("SHOP-001"), "" },
        { Node("!Sub '${Shop}-003'"), "ReplicationGroupId: -" },
        { Node("!Join ['-', [!Ref Shop, '003']]"), "" },
        { Node("shop-0002-003"), Cluster },

        // Another group's node, which is not declared here.
        { Node("pages-001"), "" },
        { Node("shopping-001"), "" },
        { Node("!Ref P"), "" },
        { Node("!Sub '${P}-009'"), "" },
        { Node("!Sub '${Shop}-${P}'"), "ReplicationGroupId: -" },

        // The number of nodes is unknown, and then the node may exist.
        { Node("shop-009"), "NumCacheClusters: !Ref P" },
        { Node("shop-0001-001"), "CacheParameterGroupName: !Ref P; NumCacheClusters: -; NumNodeGroups: 1; ReplicasPerNodeGroup: 2" },
        { "Dimensions: [{ Name: CacheClusterId, Value: shop-001 }, { Name: CacheNodeId, Value: '0001' }]", "" },

        // Aggregates that CloudWatch keeps for all caches of the account.
        { "Dimensions: -", "" },
        { "Dimensions: [{ Name: ReplicationGroupId, Value: shop }]", "" },

        // A metric that is newer than this version of the rules.
        { "MetricName: SomethingNew", "" },
        { "MetricName: GetTypeCmdsLatency", "" },

        // Another service's metric.
        { "Namespace: Shop; MetricName: EngineCpuUtilization; Dimensions: [{ Name: CacheClusterId, Value: shop }]", "" },
        { "Namespace: AWS/Lambda; MetricName: Errors", "" },
        { "Threshold: 99.9", "" },
        { "Threshold: 100; ComparisonOperator: GreaterThanOrEqualToThreshold", "" },
        { "MetricName: CurrConnections; Threshold: 1000", "" },
        { "Threshold: !Ref P", "" },
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes, string group) => AlarmCase.Verify(
        changes, group.StartsWith("NumCacheClusters: 1", StringComparison.Ordinal) ? "RSF4003 RSF4008" : "RSF4008", group);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes, string group) => AlarmCase.Verify(changes, "", group);

    [Theory]
    [InlineData("notBreaching", "silent for ever")]
    [InlineData("breaching", "always in alarm")]
    [InlineData("missing", "can never fire")]
    public void A_message_states_what_missing_data_makes_of_it(string missing, string effect)
    {
        var findings = Sample.Check("shop.yaml", Sample.Group("", AlarmCase.Alarm($"{Node("shop")}; TreatMissingData: {missing}")));

        Assert.Contains(findings, finding => finding.Rule.Id == "RSF4008" && finding.Message.Contains(effect, StringComparison.Ordinal));
    }

    [Fact]
    public void A_serverless_cache_is_read_by_its_own_dimension()
    {
        const string Pages = "  Pages:\n    Type: AWS::ElastiCache::ServerlessCache\n    Properties: { ServerlessCacheName: pages, Engine: valkey }\n";

        AlarmCase.Verify(Node("!Ref Pages"), "RSF4008", more: Pages);
        AlarmCase.Verify("Dimensions: [{ Name: clusterId, Value: pages }]", "RSF4008", more: Pages);
        AlarmCase.Verify("Dimensions: [{ Name: clusterId, Value: pages }]; MetricName: ThrottledCmds", "", more: Pages);
    }

    [Fact]
    public void Metric_math_is_read_metric_by_metric()
    {
        const string Metrics =
            "Namespace: -; MetricName: -; Statistic: -; Period: -; Dimensions: -; Metrics: [{ Id: a, MetricStat: { Metric: "
            + "{ Namespace: AWS/ElastiCache, MetricName: Evictions, Dimensions: [{ Name: CacheClusterId, Value: NODE }] }, Stat: Sum, Period: 60 } }, "
            + "{ Id: b, Expression: a / 60 }]";

        AlarmCase.Verify(Metrics.Replace("NODE", "shop", StringComparison.Ordinal), "RSF4008");
        AlarmCase.Verify(Metrics.Replace("NODE", "shop-002", StringComparison.Ordinal), "");
    }

    private static string Node(string value) => $"Dimensions: [{{ Name: CacheClusterId, Value: {value} }}]";
}
