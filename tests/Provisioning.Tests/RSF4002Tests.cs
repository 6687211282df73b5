namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4002Tests
{
    public static TheoryData<string, string> Reported => new()
    {
        { "MultiAZEnabled: false", "RSF4002" },
        { "MultiAZEnabled: -", "RSF4002" },
        { "PreferredCacheClusterAZs: [eu-west-1a, eu-west-1a, eu-west-1a]", "RSF4002" },
        { "PreferredCacheClusterAZs: [eu-west-1a, eu-west-1a, eu-west-1a]; MultiAZEnabled: false", "RSF4002" },
        { "NumCacheClusters: -; NodeGroupConfiguration: [{ ReplicaCount: 2, PrimaryAvailabilityZone: a, ReplicaAvailabilityZones: [a, a] }]", "RSF4002" },
    };

    public static TheoryData<string> Quiet => new()
    {
        "MultiAZEnabled: true",

        // Unknown.
        "MultiAZEnabled: !Ref P",
        "PreferredCacheClusterAZs: [eu-west-1a, eu-west-1b, eu-west-1a]",

        // A zone is unknown.
        "PreferredCacheClusterAZs: [!Ref P, !Ref P, eu-west-1a]",
        "PreferredCacheClusterAZs: !GetAZs ''",
        "NumCacheClusters: -; NodeGroupConfiguration: [{ ReplicaCount: 2, PrimaryAvailabilityZone: a, ReplicaAvailabilityZones: [b, a] }]",

        // Whether failover is on is unknown.
        "MultiAZEnabled: false; AutomaticFailoverEnabled: !Ref P",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes, string ids) => Sample.Verify(changes, ids);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes) => Sample.Verify(changes, "");
}
