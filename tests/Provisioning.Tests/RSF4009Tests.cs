namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4009Tests
{
    public static TheoryData<string> Reported => new()
    {
        "Period: 300",
        "MetricName: ReplicationLag; Period: 300; Threshold: 1",
        "MetricName: Evictions; Period: 300",
        "MetricName: SuccessfulReadRequestLatency; Period: 900",
        "TreatMissingData: notBreaching",
        "MetricName: DatabaseMemoryUsagePercentage; Statistic: Maximum; TreatMissingData: notBreaching",
        "MetricName: CurrConnections; TreatMissingData: notbreaching; Threshold: 60000",
    };

    public static TheoryData<string> Quiet => new()
    {
        // One data point a minute: its average is its value.
        "Period: 60",
        "Period: 300; Statistic: Maximum",
        "MetricName: Evictions; Period: 300; Statistic: Sum",
        "Period: 300; Statistic: -; ExtendedStatistic: p99",

        // A level, and no burst.
        "MetricName: DatabaseMemoryUsagePercentage; Period: 300",
        "MetricName: CacheHitRate; Period: 300; ComparisonOperator: LessThanThreshold; Threshold: 80",
        "Period: !Ref P",
        "TreatMissingData: breaching",
        "TreatMissingData: missing",
        "TreatMissingData: !Ref P",

        // A primary has no lag, and a server without traffic no hit rate.
        "MetricName: ReplicationLag; Statistic: Maximum; TreatMissingData: notBreaching; Threshold: 1",
        "MetricName: CacheHitRate; TreatMissingData: notBreaching; ComparisonOperator: LessThanThreshold; Threshold: 80",

        // Another service.
        "Namespace: AWS/EC2; MetricName: CPUUtilization; Period: 300; TreatMissingData: notBreaching",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes) => AlarmCase.Verify(changes, "RSF4009");

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes) => AlarmCase.Verify(changes, "");

    [Theory]
    [InlineData("EngineCPUUtilization", 1)]
    [InlineData("ReplicationLag", 2)]
    [InlineData("Evictions", 3)]
    [InlineData("DatabaseMemoryUsagePercentage", 1)]
    public void Alarms_on_some_nodes_go_blind_with_a_failover(string metric, int node) => Sample.Verify(
        "", "RSF4009", AlarmCase.Alarm(
            $"MetricName: {metric}; Statistic: Maximum; Dimensions: [{{ Name: CacheClusterId, Value: shop-00{node} }}]"));

    [Theory]
    [InlineData("")]
    [InlineData("MetricName: ReplicationLag; Statistic: Maximum")]
    [InlineData("MetricName: Evictions; Statistic: Sum")]

    // A metric that no rule asks for may be watched anywhere.
    [InlineData("MetricName: SwapUsage")]
    public void Alarms_on_every_node_are_quiet(string changes) => AlarmCase.VerifyOnAll(changes, "");

    [Theory]

    // Nodes that are not known may be the others.
    [InlineData("Dimensions: [{ Name: CacheClusterId, Value: !Ref P }]")]
    [InlineData("Dimensions: !Ref P")]
    [InlineData("Dimensions: -")]
    [InlineData("Namespace: -; MetricName: -; Dimensions: -; Metrics: [{ Id: a, Expression: 'SELECT MAX(EngineCPUUtilization) FROM SCHEMA(\"AWS/ElastiCache\", CacheClusterId)' }]")]
    public void A_second_alarm_that_may_watch_the_others_is_quiet(string second) =>
        Sample.Verify("", "", AlarmCase.Alarm() + AlarmCase.Alarm(second, "B"));

    [Fact]
    public void Unknown_nodes_are_quiet() => Sample.Verify("NumCacheClusters: !Ref P", "", AlarmCase.Alarm());
}
