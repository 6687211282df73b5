namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4003Tests
{
    public static TheoryData<string, string> Reported => new()
    {
        { "NumCacheClusters: 2", "RSF4003" },
        { "NumCacheClusters: 1", "RSF4003" },
        { "NumCacheClusters: 1; AutomaticFailoverEnabled: false; MultiAZEnabled: false", "RSF4003" },
        { "NumCacheClusters: -", "RSF4003" },
        { "NumCacheClusters: -; NumNodeGroups: 3; ReplicasPerNodeGroup: 1", "RSF4003" },
        { "NumCacheClusters: -; ReplicasPerNodeGroup: 0", "RSF4003" },
        { "NumCacheClusters: -; NodeGroupConfiguration: [{ ReplicaCount: 2 }, { ReplicaCount: 1 }]", "RSF4003" },
        { "NumCacheClusters: -; PreferredCacheClusterAZs: [a, b]", "RSF4003" },
    };

    public static TheoryData<string> Quiet => new()
    {
        "NumCacheClusters: 3",
        "NumCacheClusters: '6'",

        // Unknown.
        "NumCacheClusters: !Ref P",

        // ElastiCache chooses.
        "NumCacheClusters: -; NumNodeGroups: 3",
        "NumCacheClusters: -; NumNodeGroups: !Ref P; ReplicasPerNodeGroup: 2",

        // One shard's count is unknown.
        "NumCacheClusters: -; NodeGroupConfiguration: [{ ReplicaCount: 2 }, { ReplicaCount: !Ref P }]",
        "NumCacheClusters: -; NodeGroupConfiguration: !Ref P",

        // An existing node becomes the primary.
        "NumCacheClusters: -; PrimaryClusterId: old",

        // Inherited from the global datastore.
        "NumCacheClusters: -; GlobalReplicationGroupId: g",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes, string ids) => Sample.Verify(changes, ids);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes) => Sample.Verify(changes, "");

    [Theory]
    [InlineData("NumCacheClusters: 2", ProvisioningSeverity.Info)]
    [InlineData("NumCacheClusters: 1; AutomaticFailoverEnabled: false; MultiAZEnabled: false", ProvisioningSeverity.Warning)]
    [InlineData("NumCacheClusters: 1", ProvisioningSeverity.Error)]
    public void Fewer_replicas_weigh_more(string changes, object severity) =>
        Assert.Equal(severity, Assert.Single(Sample.Check("shop.yaml", Sample.Group(changes))).Severity);
}
