using RedisSafety.Provisioning.Live;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Yaml;

namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4012Tests
{
    private const string Parameters = "  Q:\n    Type: AWS::ElastiCache::ParameterGroup\n    Properties:\n      Properties: { ";

    public static TheoryData<string, string, string> Reported => new()
    {
        { "", "close-on-replica-write: 'no'", "" },
        { "CacheParameterGroupName: !Ref Q", "maxmemory-policy: allkeys-lru", "OnceToken" },
        { "CacheParameterGroupName: !Ref Q", "maxmemory-policy: volatile-lfu", "Lock" },
        { "CacheParameterGroupName: !Ref Q", "maxmemory-policy: allkeys-random", "KeyRing" },
        { "CacheParameterGroupName: default.redis7", "", "OnceToken" },
        { "CacheParameterGroupName: -", "", "Lock" },
    };

    public static TheoryData<string, string, string> Quiet => new()
    {
        { "", "close-on-replica-write: 'yes'", "" },
        { "", "close-on-replica-write: !Ref P", "" },
        { "", "", "" },
        { "CacheParameterGroupName: !Ref Q", "maxmemory-policy: noeviction", "OnceToken" },
        { "CacheParameterGroupName: !Ref Q", "maxmemory-policy: !Ref P", "OnceToken" },

        // A cache may evict.
        { "CacheParameterGroupName: !Ref Q", "maxmemory-policy: allkeys-lru", "" },
        { "CacheParameterGroupName: !Ref Q", "maxmemory-policy: allkeys-lru", "ReplicaRead" },

        // The key ring has no expiry, and the default evicts what has one.
        { "CacheParameterGroupName: default.redis7", "", "KeyRing" },
        { "CacheParameterGroupName: custom", "", "OnceToken" },
    };

    public static TheoryData<string, string, int> Servers => new()
    {
        { "maxmemory:1000\nmaxmemory_policy:allkeys-lru", "", 1 },
        { "maxmemory:1000\nmaxmemory_policy:volatile-ttl", "", 1 },
        { "maxmemory:1000\nmaxmemory_policy:noeviction", "", 0 },

        // Without a limit nothing is evicted.
        { "maxmemory:0\nmaxmemory_policy:allkeys-lru", "", 0 },
        { "aof_enabled:0", "save\n", 1 },
        { "aof_enabled:1", "save\n", 0 },
        { "aof_enabled:0", "save\n3600 1", 0 },

        // A server that keeps its configuration to itself.
        { "aof_enabled:0", "", 0 },
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string group, string parameters, string use) => Assert.Equal("RSF4012", Check(group, parameters, use));

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string group, string parameters, string use) => Assert.Equal("", Check(group, parameters, use));

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_server_is_judged_by_its_own_replies(string info, string configuration, int reports)
    {
        var deployment = new Deployment();
        deployment.Servers.Add(ServerReader.Read(new("localhost:6379", "role:master\nconnected_slaves:2\n" + info, configuration)));
        deployment.Code.Add(new CodeUse(CodeUseKind.OnceToken, "OrderStore.AddAsync", new SourcePlace("OrderStore.cs", 1, 1, "")));

        Assert.Equal(reports, Sample.Check(deployment).Count(finding => finding.Rule.Id == "RSF4012"));
    }

    private static string Check(string group, string parameters, string use)
    {
        // A parameter group of the template is unknown to the group's name, so that the group itself is quiet.
        var deployment = DeploymentReader.Read(
            [new("shop.yaml", Sample.Group("CacheParameterGroupName: !Ref P; " + group, parameters.Length > 0
                ? Parameters + parameters + " }\n" : ""))]);
        if (use.Length > 0)
        {
            deployment.Code.Add(new CodeUse(Enum.Parse<CodeUseKind>(use), "OrderStore.AddAsync",
                new SourcePlace("OrderStore.cs", 1, 1, "")));
        }

        return Sample.Ids(Sample.Check(deployment));
    }
}
