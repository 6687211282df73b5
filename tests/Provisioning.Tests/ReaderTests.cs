using System.Text;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Live;
using RedisSafety.Provisioning.Yaml;

namespace RedisSafety.Provisioning.Tests;

/// <summary>Input that is broken or huge ends in a message that names its place, never in a crash.</summary>
public sealed class ReaderTests
{
    public static TheoryData<string, string, string> Broken => new()
    {
        { "a.json", "", "a.json(1,1)" },
        { "a.json", "{", "a.json(1,2)" },
        { "a.json", "{\n  \"Resources\": {\n    oops", "a.json(3,5)" },
        { "a.json", "{\"Resources\": {}} trailing", "a.json(1,19)" },
        { "a.json", "{\"a\": \"unclosed", "a.json(1," },
        { "a.json", "{\"a\": 1,}", "a.json(1,9)" },
        { "a.json", "{\"a\": \"\\x\"}", "a.json(1," },
        { "a.json", "[1, 2", "a.json(1,6)" },
        { "a.json", "{\"a\": nul}", "a.json(1,7)" },
        { "a.json", "{\"a\": --1}", "a.json(1," },
        { "a.json", "{\"nothing\": \"known\"}", "a.json(1,1)" },
        { "a.yaml", "Resources:\n  A: [1, 2\n", "a.yaml(" },
        { "a.yaml", "Resources:\n\tA: 1\n", "a.yaml(" },
        { "a.yaml", "a: *missing\n", "a.yaml(" },
        { "a.yaml", "nothing: known", "a.yaml(1,1)" },
        { "a.tf", "resource \"a\" \"b\" {\n  x = \n}\n", "a.tf(3,1)" },
        { "a.tf", "resource \"a\" \"b\" {\n", "a.tf(2,1)" },
        { "a.tf", "locals { a = \"${b\" }", "a.tf(1," },
        { "a.tf", "locals { a = <<EOF\nno end\n", "a.tf(3," },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Names_the_place(string name, string text, string place)
    {
        var exception = Assert.Throws<ProvisioningReadException>(() => DeploymentReader.Read([new(name, text)]));

        Assert.StartsWith(place, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json", '[')]
    [InlineData("a.json", '{')]
    [InlineData("a.tf", '[')]
    [InlineData("a.tf", '(')]
    [InlineData("a.yaml", '[')]
    public void Deep_nesting_is_refused(string name, char open)
    {
        var text = (name == "a.tf" ? "locals {\n a = " : "") + string.Concat(Enumerable.Repeat(open == '{' ? "{\"a\":" : open.ToString(), 100_000));

        Assert.Throws<ProvisioningReadException>(() => DeploymentReader.Read([new(name, text)]));
    }

    [Fact]
    public void A_template_of_many_resources_is_read()
    {
        var text = new StringBuilder("{\"Resources\": {");
        for (var i = 0; i < 20_000; i++)
        {
            text.Append($"\"R{i}\": {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {{\"Name\": {{\"Fn::Sub\": \"${{R{(i + 1) % 20_000}}}\"}}}}}},");
        }

        text.Append("\"G\": {\"Type\": \"AWS::ElastiCache::ReplicationGroup\", \"Properties\": {\"AutomaticFailoverEnabled\": false, \"NumCacheClusters\": 3}}}}");

        Assert.Contains("RSF4001", Sample.Ids(Sample.Check("big.json", text.ToString())), StringComparison.Ordinal);
    }

    // References that double at every step would take longer than anyone waits.
    [Fact]
    public void Multiplying_references_end()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 40; i++)
        {
            yaml.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        }

        Assert.Throws<ProvisioningReadException>(() => DeploymentReader.Read([new("bomb.yaml", yaml + "Resources: {}\n")]));

        var conditions = string.Join(',', Enumerable.Range(0, 50).Select(i => $"\"C{i}\": {{\"Fn::And\": [{{\"Condition\": \"C{i + 1}\"}}, {{\"Condition\": \"C{i + 1}\"}}]}}"));
        var ids = string.Join(',', Enumerable.Range(0, 50).Select(i =>
            $"\"G{i}\": {{\"Type\": \"AWS::ElastiCache::ReplicationGroup\", \"Condition\": \"C0\", \"Properties\": {{\"ReplicationGroupId\": {{\"Fn::Sub\": \"${{G{i + 1}}}${{G{i + 1}}}\"}}}}}}"));
        DeploymentReader.Read([new("bomb.json", $"{{\"Conditions\": {{{conditions}}}, \"Resources\": {{{ids}}}}}")]);

        var locals = string.Join('\n', Enumerable.Range(0, 60).Select(i => $"  l{i} = \"${{local.l{i + 1}}}${{local.l{i + 1}}}\""));
        DeploymentReader.Read([new("bomb.tf", $"locals {{\n{locals}\n  l60 = \"x\"\n}}\nresource \"aws_sns_topic\" \"t\" {{\n  name = local.l0\n}}\n")]);
    }

    [Theory]
    [InlineData("{\"ReplicationGroups\": [null, 1, {}, {\"NodeGroups\": [{}, null]}, {\"ReplicationGroupId\": [\"x\"], \"MemberClusters\": [1, {}]}]}")]
    [InlineData("{\"MetricAlarms\": [{}, {\"Dimensions\": [{\"Name\": 1}, null]}, {\"Metrics\": [null, {\"MetricStat\": {\"Metric\": []}}]}]}")]
    [InlineData("{\"Attributes\": {\"Policy\": \"{ broken\", \"TopicArn\": null}}")]
    [InlineData("{\"Resources\": {\"A\": null, \"B\": {\"Type\": 1}, \"C\": {\"Type\": \"AWS::ElastiCache::ReplicationGroup\", \"Properties\": []}}}")]
    [InlineData("{\"Resources\": {\"C\": {\"Type\": \"AWS::ElastiCache::ReplicationGroup\", \"Properties\": {\"NumCacheClusters\": 1e300, \"NodeGroupConfiguration\": [1, [], {\"ReplicaCount\": -5}], \"SnapshotRetentionLimit\": \"NaN\"}}}}")]
    [InlineData("{\"format_version\": \"1\", \"planned_values\": {\"root_module\": {\"resources\": [{}, null, {\"type\": \"aws_elasticache_replication_group\", \"values\": null}]}}, \"resource_changes\": [{\"address\": 1}]}")]
    [InlineData("{\"Resources\": {\"C\": {\"Type\": \"AWS::CloudWatch::Alarm\", \"Properties\": {\"Dimensions\": {\"Fn::If\": []}, \"Threshold\": {\"Ref\": []}, \"MetricName\": {\"Fn::Join\": [1]}, \"Period\": {\"Fn::FindInMap\": [\"a\"]}}}}}")]
    public void Unexpected_shapes_do_no_harm(string text) => Sample.Check("a.json", text);

    [Theory]
    [InlineData("aws cloudwatch put-metric-alarm --dimensions")]
    [InlineData("aws cloudwatch put-metric-alarm --dimensions '[{' --metrics file://x")]
    [InlineData("for x in 1 2; do aws cloudwatch put-metric-alarm --alarm-name $x")]
    [InlineData("aws cloudwatch put-metric-alarm \"unclosed")]
    [InlineData("aws cloudwatch put-metric-alarm ${ $( ` '")]
    [InlineData("for a in {1..200}; do for b in {1..200}; do for c in {1..200}; do aws cloudwatch put-metric-alarm --alarm-name $a$b$c; done; done; done")]
    public void Broken_scripts_do_no_harm(string text) => Sample.Check("a.sh", text);

    [Theory]
    [InlineData("")]
    [InlineData("no info at all")]
    [InlineData("role:\nslave0:,=,state\nconnected_slaves:many\nmaxmemory:99999999999999999999999")]
    public void Broken_replies_leave_everything_unknown(string info)
    {
        var server = ServerReader.Read(new("localhost:6379", info, "odd\nnumber\nof"));

        Assert.False(server.OnlineReplicas.IsKnown);
        Assert.False(server.MaxMemory.IsKnown);
    }

    [Fact]
    public void A_primary_s_replies_are_read()
    {
        var server = ServerReader.Read(new(
            "10.0.0.1:6379",
            "# Server\r\nredis_version:7.0.15\r\nos:Amazon ElastiCache\r\nrole:master\r\nconnected_slaves:2\r\n"
                + "slave0:ip=10.0.0.2,port=6379,state=online,offset=14,lag=1\r\nslave1:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=9\r\n"
                + "maxmemory:1048576\r\nmaxmemory_policy:volatile-lru\r\naof_enabled:0\r\ncluster_enabled:0\r\n",
            "save\n3600 1\nmin-replicas-to-write\n0\nclient-output-buffer-limit\nnormal 0 0 0 slave 268435456 67108864 60"));

        Assert.Equal(
            ("7.0.15", true, true, 1, 9, "volatile-lru", 1048576L, true, 0, 268435456L),
            (server.Version.Value, server.IsElastiCache.Value, server.IsPrimary.Value, server.OnlineReplicas.Value, server.Lag.Value,
                server.EvictionPolicy.Value, server.MaxMemory.Value, server.Saves.Value, server.MinReplicasToWrite.Value, server.ReplicaBufferLimit.Value));
    }

    [Fact]
    public void Replicas_of_cluster_shards_are_counted()
    {
        var shards = JsonReader.Read(
            """
            [{"slots": [0, 8191], "nodes": [{"role": "master", "health": "online"}, {"role": "replica", "health": "online"}]},
             {"nodes": [{"role": "master"}, {"role": "replica", "health": "failed"}, {"role": "replica", "health": "loading"}]}]
            """,
            "CLUSTER SHARDS");

        Assert.Equal([1, 0], ServerReader.ReplicasPerShard(shards));
    }
}
