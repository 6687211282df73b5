using Microsoft.CodeAnalysis;
using RedisSafety.Analyzers.Provisioning;
using RedisSafety.Provisioning;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests.Provisioning;

public sealed class ProvisioningAnalyzerTests
{
    /// <summary>A group that is right, but for what a test puts in front.</summary>
    private const string Right = """
        ReplicationGroupDescription = "shop", Engine = "valkey", EngineVersion = "8.0", TransitEncryptionEnabled = true, AtRestEncryptionEnabled = true,
        UserGroupIds = new[] { "shop" }, SnapshotRetentionLimit = 7, NotificationTopicArn = "arn:aws:sns:us-east-1:123456789012:alerts",
        """;

    private const string Failover = "AutomaticFailoverEnabled = true, MultiAzEnabled = true, NumCacheClusters = 3,";

    public static TheoryData<string> Forms => new()
    {
        // An object initializer, in place.
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} NumCacheClusters = 3, MultiAzEnabled = true, {|RSF4001:AutomaticFailoverEnabled = false|} });""",
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} {|RSF4004:SnapshotRetentionLimit = 3|} });""".Replace("SnapshotRetentionLimit = 7,", "", StringComparison.Ordinal),
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, NumCacheClusters = 3, {|RSF4002:MultiAzEnabled = false|} });""",
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, {|RSF4003:NumCacheClusters = 2|} });""",
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} {|RSF4006:EngineVersion = "5.0.6"|} });""".Replace("Engine = \"valkey\", EngineVersion = \"8.0\",", "Engine = \"redis\",", StringComparison.Ordinal),
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} {|RSF4002:PreferredCacheClusterAZs = new[] { "a", "a", "a" }|} });""",

        // A property that is left out is reported at the declaration.
        $$"""new CfnReplicationGroup(this, "Shop", new {|RSF4001:CfnReplicationGroupProps|} { {{Right}} NumCacheClusters = 3 });""",
        $$"""CfnReplicationGroupProps p = {|RSF4001:new() { {{Right}} NumCacheClusters = 3 }|};""",
        """new CfnReplicationGroup(this, "Shop", new {|RSF4003,RSF4004,RSF4005,RSF4007:CfnReplicationGroupProps|} { ReplicationGroupDescription = "shop" });""",

        // Variables, constants and members.
        $$"""var on = false; new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} MultiAzEnabled = true, NumCacheClusters = 3, {|RSF4001:AutomaticFailoverEnabled = on|} });""",
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, {|RSF4003:NumCacheClusters = One + 1|} });""",
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, {|RSF4003:NumCacheClusters = Two|} });""",

        // Properties that are set later, on the properties or on the construct.
        $$"""var p = new CfnReplicationGroupProps { {{Right}} {{Failover}} }; {|RSF4002:p.MultiAzEnabled = false|}; new CfnReplicationGroup(this, "Shop", p);""",
        $$"""var g = new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} }); {|RSF4002:g.MultiAzEnabled = false|};""",
        $$"""var g = new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} }); {|RSF4002:g.AddPropertyOverride("MultiAZEnabled", false)|};""",

        // Methods that complete an object.
        $$"""var p = new CfnReplicationGroupProps { {{Right}} {{Failover}} }; Weaken(p); void Weaken(CfnReplicationGroupProps q) { {|RSF4004:q.SnapshotRetentionLimit = 0|}; }""",
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} }.{|#0:OnOneNode|}());""".Replace("{|#0:OnOneNode|}", "OnOneNode", StringComparison.Ordinal),

        // The SDK.
        """var r = new Amazon.ElastiCache.Model.ModifyReplicationGroupRequest { ReplicationGroupId = "shop", MultiAZEnabled = true, {|RSF4001:AutomaticFailoverEnabled = false|} };""",
        """var r = new Amazon.ElastiCache.Model.ModifyReplicationGroupRequest(); {|RSF4004:r.SnapshotRetentionLimit = 0|};""",
        """var r = new {|RSF4001,RSF4004,RSF4005,RSF4007:Amazon.ElastiCache.Model.CreateReplicationGroupRequest|} { ReplicationGroupId = "shop", NumCacheClusters = 3 };""",

        // Parameters, and a single cluster.
        """new CfnParameterGroup(this, "P", new CfnParameterGroupProps { Properties = new Dictionary<string, string> { {|RSF4012:["close-on-replica-write"] = "no"|} } });""",
        """new CfnCacheCluster(this, "C", new {|RSF4003,RSF4004:CfnCacheClusterProps|} { Engine = "redis", TransitEncryptionEnabled = true, NotificationTopicArn = "x" });""",
    };

    public static TheoryData<string> Quiet => new()
    {
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} });""",

        // Values that the code does not decide.
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} NumCacheClusters = 3, AutomaticFailoverEnabled = flag, MultiAzEnabled = flag });""",
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, NumCacheClusters = flag ? 3 : 1 });""",
        $$"""new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, NumCacheClusters = Nodes });""",
        $$"""var n = 1; if (flag) { n = 3; } new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, NumCacheClusters = n });""",
        $$"""var n = 1; n++; new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, NumCacheClusters = n });""",
        $$"""var p = new CfnReplicationGroupProps { {{Right}} {{Failover}} }; if (flag) { p.MultiAzEnabled = false; } new CfnReplicationGroup(this, "Shop", p);""",

        $$"""var p = new CfnReplicationGroupProps { {{Right}} {{Failover}} }; if (flag) { Weaken(p); } void Weaken(CfnReplicationGroupProps q) { q.SnapshotRetentionLimit = 0; }""",

        // Set to the right value later.
        $$"""var p = new CfnReplicationGroupProps { {{Right}} NumCacheClusters = 3 }; p.AutomaticFailoverEnabled = true; p.MultiAzEnabled = true; new CfnReplicationGroup(this, "Shop", p);""",
        $$"""var g = new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} NumCacheClusters = 3, MultiAzEnabled = true }); g.AddPropertyOverride("AutomaticFailoverEnabled", true);""",

        // Code that is not known, or not followed, may complete it.
        """CfnReplicationGroupProps Make() => new() { ReplicationGroupDescription = "shop" };""",
        """Configure(new CfnReplicationGroupProps { ReplicationGroupDescription = "shop" }); void Configure(object p) => Console.WriteLine(p);""",
        """var all = new List<CfnReplicationGroupProps> { new CfnReplicationGroupProps { ReplicationGroupDescription = "shop" } };""",
        """new CfnReplicationGroup(this, "Shop", Secured(new CfnReplicationGroupProps { ReplicationGroupDescription = "shop" }));""",

        // What a modification leaves out stays as it is.
        """var r = new Amazon.ElastiCache.Model.ModifyReplicationGroupRequest { ReplicationGroupId = "shop", ApplyImmediately = true };""",
        """new CfnParameterGroup(this, "P", new CfnParameterGroupProps { Properties = new Dictionary<string, string> { ["maxmemory-policy"] = "allkeys-lru" } });""",
        """new CfnCacheCluster(this, "C", new CfnCacheClusterProps { Engine = "memcached" });""",

        // Types of the same name.
        """new Other.CfnReplicationGroupProps { AutomaticFailoverEnabled = false, NumCacheClusters = 3 };""",
    };

    public static TheoryData<string> Alarms => new()
    {
        // The group's id in place of a node's.
        $$"""
        new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { ReplicationGroupId = "shop", {{Right}} {{Failover}} });
        new CfnAlarm(this, "A", new CfnAlarmProps { Namespace = "AWS/ElastiCache", MetricName = "SwapUsage", TreatMissingData = "notBreaching",
            Dimensions = new[] { new CfnAlarm.DimensionProperty { Name = "CacheClusterId", {|RSF4008:Value = "shop"|} } } });
        """,
        $$"""
        var group = new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} });
        new CfnAlarm(this, "A", new CfnAlarmProps { Namespace = "AWS/ElastiCache", MetricName = "SwapUsage",
            Dimensions = new object[] { new CfnAlarm.DimensionProperty { Name = "CacheClusterId", {|RSF4008:Value = group.Ref|} } } });
        """,
        $$"""
        var group = new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} });
        new CfnAlarm(this, "A", new CfnAlarmProps { Namespace = "AWS/ElastiCache", MetricName = "SwapUsage",
            Dimensions = new[] { new CfnAlarm.DimensionProperty { Name = "CacheClusterId", {|RSF4008:Value = group.Ref + "-004"|} } } });
        """,

        // The higher level, with a metric object and its default of five minutes.
        $$"""
        new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { ReplicationGroupId = "shop", {{Right}} {{Failover}} });
        new Alarm(this, "A", new AlarmProps { Threshold = 1, EvaluationPeriods = 3, ComparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD,
            Metric = new Metric(new MetricProps { Namespace = "AWS/ElastiCache", MetricName = "SwapUsage",
                DimensionsMap = new Dictionary<string, string> { {|RSF4008:["CacheClusterId"] = "shop"|} } }) });
        """,
        """
        new Alarm(this, "A", new AlarmProps { Threshold = 90, TreatMissingData = TreatMissingData.BREACHING,
            Metric = new Metric(new MetricProps { Namespace = "AWS/ElastiCache", MetricName = "EngineCPUUtilization", Period = Duration.Minutes(5), {|RSF4009:Statistic = "Average"|} }) });
        """,
        """
        new Alarm(this, "A", new AlarmProps { Threshold = 90, {|RSF4009:TreatMissingData = TreatMissingData.NOT_BREACHING|},
            Metric = new Metric(new MetricProps { Namespace = "AWS/ElastiCache", MetricName = "EngineCPUUtilization", Period = Duration.Seconds(60), Statistic = "Average" }) });
        """,
        """
        var r = new Amazon.CloudWatch.Model.PutMetricAlarmRequest { Namespace = "AWS/ElastiCache", {|RSF4008:MetricName = "EngineCpuUtilization"|},
            Statistic = Amazon.CloudWatch.Statistic.Maximum, ComparisonOperator = Amazon.CloudWatch.ComparisonOperator.GreaterThanThreshold };
        """,
        """
        var r = new Amazon.CloudWatch.Model.PutMetricAlarmRequest { Namespace = "AWS/ElastiCache", MetricName = "Evictions", Period = 300,
            {|RSF4009:Statistic = Amazon.CloudWatch.Statistic.Average|} };
        """,
    };

    public static TheoryData<string> QuietAlarms => new()
    {
        // Every node, in a loop over a list, over numbers, and by a sequence.
        Loop("foreach (var node in new[] { \"shop-001\", \"shop-002\", \"shop-003\" })", "node"),
        Loop("for (var i = 1; i <= 3; i++)", "$\"shop-{i:000}\""),
        Loop("for (var i = 0; i < 3; i++)", "$\"shop-00{i}\"").Replace("i = 0; i < 3", "i = 1; i < 4", StringComparison.Ordinal),
        Loop("foreach (var i in Enumerable.Range(1, 3))", "\"shop-\" + i.ToString(\"000\")"),
        Loop("foreach (var node in nodes)", "node"),

        // Another service's alarm.
        """new CfnAlarm(this, "A", new CfnAlarmProps { Namespace = "AWS/EC2", MetricName = "CPUUtilization", Statistic = "Average", Period = 300, TreatMissingData = "notBreaching" });""",
        """new Alarm(this, "A", new AlarmProps { Metric = metric, TreatMissingData = TreatMissingData.NOT_BREACHING });""",
        """void Add(CfnAlarmProps p) { } Add(new CfnAlarmProps { MetricName = "Evictions" });""",
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public Task Reports_at_the_property(string body) => VerifyAsync(body);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => VerifyAsync(body);

    // A group with one alarm lacks the others.
    [Theory]
    [MemberData(nameof(Alarms))]
    public Task Reports_alarms(string body) => VerifyAsync(
        body.Contains("SwapUsage", StringComparison.Ordinal)
            ? body.Replace("new CfnReplicationGroupProps", "new {|RSF4010:CfnReplicationGroupProps|}", StringComparison.Ordinal) : body);

    [Theory]
    [MemberData(nameof(QuietAlarms))]
    public Task Is_quiet_on_alarms(string body) => VerifyAsync(body);

    [Fact]
    public Task A_topic_and_its_policy_belong_to_the_group_that_names_it() => VerifyAsync($$"""
        var topic = new CfnTopic(this, "T", new CfnTopicProps { {|RSF4007:KmsMasterKeyId = "alias/aws/sns"|} });
        new CfnTopicPolicy(this, "TP", new CfnTopicPolicyProps { Topics = new[] { topic.Ref }, PolicyDocument = new Dictionary<string, object> { ["Statement"] = new object[] {
            {|RSF4007:new Dictionary<string, object> { ["Effect"] = "Allow", ["Action"] = "sns:Publish",
                ["Condition"] = new Dictionary<string, object> { ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = Aws.ACCOUNT_ID } } }|} } } });
        new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { {{Right}} {{Failover}} NotificationTopicArn = topic.Ref });
        """.Replace("NotificationTopicArn = \"arn:aws:sns:us-east-1:123456789012:alerts\",", "", StringComparison.Ordinal));

    [Fact]
    public void Descriptors_repeat_the_rules()
    {
        Assert.Equal(
            ProvisioningRules.All.Select(rule => (rule.Id, rule.Title, Severity: rule.Severity.ToString())),
            ProvisioningDescriptors.All.Select(descriptor =>
                (descriptor.Id, Title: descriptor.Title.ToString(), Severity: descriptor.DefaultSeverity.ToString())));
    }

    [Fact]
    public async Task A_finding_has_the_severity_of_its_case()
    {
        var compilation = AwsSnippet.Compilation(Program($$"""
            new CfnReplicationGroup(this, "A", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, NumCacheClusters = 1 });
            new CfnReplicationGroup(this, "B", new CfnReplicationGroupProps { {{Right}} AutomaticFailoverEnabled = true, MultiAzEnabled = true, NumCacheClusters = 2 });
            """));

        var reported = await Snippet.DiagnosticsAsync(new ProvisioningAnalyzer(), compilation);

        Assert.Equal([DiagnosticSeverity.Error, DiagnosticSeverity.Info], reported.OrderBy(one => one.Location.SourceSpan.Start)
            .Select(one => one.Severity));
    }

    [Fact]
    public async Task Without_the_libraries_nothing_is_registered() =>
        Assert.Empty(await Snippet.DiagnosticsAsync(new ProvisioningAnalyzer(),
            Snippet.Compile("class CfnReplicationGroupProps { } class A { object B = new CfnReplicationGroupProps(); }")));

    [Theory]
    [InlineData("""var a = a; new CfnReplicationGroup(this, "S", new CfnReplicationGroupProps { NumCacheClusters = a, MultiAzEnabled = b });""")]
    [InlineData("""new CfnReplicationGroup(this, , new CfnReplicationGroupProps { NumCacheClusters = , MultiAzEnabled });""")]
    [InlineData("""new CfnReplicationGroup(this, "S", new CfnReplicationGroupProps { UserGroupIds = { "a" }, [0] = 1 }.Again().Again(""")]
    [InlineData("""CfnReplicationGroupProps R(CfnReplicationGroupProps p) => R(p); R(R(new CfnReplicationGroupProps()));""")]
    [InlineData("""foreach (var x in x) { new CfnAlarm(this, x, new CfnAlarmProps { Dimensions = new[] { x, y } }); }""")]
    [InlineData("""new CfnAlarm(this, "A", new CfnAlarmProps { Namespace = $"{A}{B:x}", MetricName = string.Format("{0}"), Dimensions = null });""")]
    public async Task Broken_code_does_no_harm(string body) => Assert.DoesNotContain(
        await Snippet.DiagnosticsAsync(new ProvisioningAnalyzer(), AwsSnippet.Compilation(Program(body))), diagnostic =>
            diagnostic.Id == "AD0001");

    private static string Loop(string loop, string node)
    {
        var kinds = new[] { "EngineCPUUtilization", "DatabaseMemoryUsagePercentage", "ReplicationLag", "Evictions", "CurrConnections" };
        return $$"""
            new CfnReplicationGroup(this, "Shop", new CfnReplicationGroupProps { ReplicationGroupId = "shop", {{Right}} {{Failover}} });
            {{loop}}
            {
                {{string.Join('\n', kinds.Select(kind => $$"""new CfnAlarm(this, "{{kind}}", new CfnAlarmProps { Namespace = "AWS/ElastiCache", MetricName = "{{kind}}", Statistic = "Maximum", Period = 60, Dimensions = new[] { new CfnAlarm.DimensionProperty { Name = "CacheClusterId", Value = {{node}} } } });"""))}}
            }
            """;
    }

    private static Task VerifyAsync(string body) => AwsSnippet.VerifyAsync(Program(body));

    private static string Program(string body) => $$"""
        class ShopStack : Stack
        {
            private const int One = 1;
            private static readonly int Two = 2;
            private static double Nodes = 1;

            public ShopStack(Construct scope, bool flag, IEnumerable<string> nodes, IMetric metric) : base(scope, "Shop")
            {
                {{body}}
            }

            private static ICfnReplicationGroupProps Secured(CfnReplicationGroupProps p) => Other.Library.Complete(p);
        }

        static class Extensions
        {
            public static CfnReplicationGroupProps OnOneNode(this CfnReplicationGroupProps p)
            {
                {{(body.Contains("OnOneNode", StringComparison.Ordinal) ? "{|RSF4003:p.NumCacheClusters = 1|};" : "p.NumCacheClusters = 1;")}}
                return p;
            }
        }

        namespace Other
        {
            class CfnReplicationGroupProps { public bool AutomaticFailoverEnabled; public int NumCacheClusters; }

            static class Library { public static System.Func<Amazon.CDK.AWS.ElastiCache.CfnReplicationGroupProps, Amazon.CDK.AWS.ElastiCache.ICfnReplicationGroupProps> Complete = p => p; }
        }
        """;
}
