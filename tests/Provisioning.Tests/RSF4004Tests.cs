namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4004Tests
{
    public static TheoryData<string, string> Reported => new()
    {
        { "SnapshotRetentionLimit: 0", "RSF4004" },
        { "SnapshotRetentionLimit: -", "RSF4004" },
        { "SnapshotRetentionLimit: 1", "RSF4004" },
        { "SnapshotRetentionLimit: '6'", "RSF4004" },
    };

    public static TheoryData<string> Quiet => new()
    {
        "SnapshotRetentionLimit: 7",
        "SnapshotRetentionLimit: 35",

        // Unknown.
        "SnapshotRetentionLimit: !Ref P",
        "SnapshotRetentionLimit: !If [C, 7, 0]",

        // A replica.
        "SnapshottingClusterId: shop-002",

        // The first node is the primary until the first failover; today's roles are unknown.
        "SnapshottingClusterId: shop-001",

        // Not a number: the deployment fails by itself.
        "SnapshotRetentionLimit: many",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes, string ids) => Sample.Verify(changes, ids);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes) => Sample.Verify(changes, "");
}
