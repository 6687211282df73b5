using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Yaml;

namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4011Tests
{
    private const string Alone = "NumCacheClusters: 1; AutomaticFailoverEnabled: false; MultiAZEnabled: false";
    private const string Cluster = "NumCacheClusters: -; NumNodeGroups: 3; ReplicasPerNodeGroup: 2";

    public static TheoryData<string, string, string> Reported => new()
    {
        { Alone, "ReplicaRead", "CartStore.GetAsync" },
        { Cluster, "Connection", "shop-0001-001.abc123.use1.cache.amazonaws.com:6379,ssl=true" },
        { Cluster, "Connection",
            "shop-0001-001.shop.abc123.use1.cache.amazonaws.com,shop-0002-001.shop.abc123.use1.cache.amazonaws.com,ssl=true" },
        { "EngineVersion: '7.1'", "Command", "HSETEX 8.0.0" },
        { "EngineVersion: '7.0'", "Command", "WAITAOF 7.2.0" },
    };

    public static TheoryData<string, string, string> Quiet => new()
    {
        { "", "ReplicaRead", "CartStore.GetAsync" },

        // Unknown.
        { "NumCacheClusters: !Ref P", "ReplicaRead", "CartStore.GetAsync" },
        { Cluster, "Connection", "clustercfg.shop.abc123.use1.cache.amazonaws.com:6379,ssl=true" },
        { Cluster, "Connection", "shop.abc123.clustercfg.use1.cache.amazonaws.com:6379,ssl=true" },

        // Another server, and one of this machine.
        { Cluster, "Connection", "pages.abc123.ng.0001.use1.cache.amazonaws.com:6379,ssl=true" },
        { Cluster, "Connection", "localhost:6379" },
        { "", "Connection", "shop.abc123.ng.0001.use1.cache.amazonaws.com:6379,ssl=true" },
        { "EngineVersion: '7.1'", "Command", "GETEX 6.2.0" },
        { "EngineVersion: !Ref P", "Command", "HSETEX 8.0.0" },
        { "EngineVersion: -", "Command", "HSETEX 8.0.0" },

        // Valkey's commands are its own.
        { "Engine: valkey; EngineVersion: '7.2'", "Command", "HSETEX 8.0.0" },
        { Alone, "Lock", "stock" },
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string group, string kind, string detail) =>
        Assert.Contains("RSF4011", Check(group, kind, detail), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string group, string kind, string detail) =>
        Assert.DoesNotContain("RSF4011", Check(group, kind, detail), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "shop.abc123.ng.0001.use1.cache.amazonaws.com:6379", "RSF4005")]
    [InlineData("TransitEncryptionEnabled: false", "shop.abc123.ng.0001.use1.cache.amazonaws.com,ssl=true", "RSF4005 RSF4005")]
    [InlineData("", "shop.abc123.ng.0001.use1.cache.amazonaws.com,SSL = True", "")]
    [InlineData("", "localhost", "")]
    [InlineData("TransitEncryptionEnabled: !Ref P", "shop.abc123.ng.0001.use1.cache.amazonaws.com", "")]
    public void Tls_on_one_side_alone_is_a_matter_of_encryption(string group, string connection, string ids) =>
        Assert.Equal(ids, Check(group, "Connection", connection));

    private static string Check(string group, string kind, string detail)
    {
        var deployment = DeploymentReader.Read([new("shop.yaml", Sample.Group(group + "; CacheParameterGroupName: !Ref P"))]);
        deployment.Code.Add(new CodeUse(Enum.Parse<CodeUseKind>(kind), detail, new SourcePlace("CartStore.cs", 3, 5, "CartStore")));
        return Sample.Ids(Sample.Check(deployment));
    }
}
