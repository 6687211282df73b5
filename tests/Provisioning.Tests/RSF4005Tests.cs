namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4005Tests
{
    public static TheoryData<string, string> Reported => new()
    {
        { "TransitEncryptionEnabled: false", "RSF4005" },
        { "AtRestEncryptionEnabled: 'false'", "RSF4005" },
        { "UserGroupIds: -", "RSF4005" },
        { "TransitEncryptionEnabled: -; AtRestEncryptionEnabled: -; UserGroupIds: -", "RSF4005" },
        { "TransitEncryptionEnabled: false; AtRestEncryptionEnabled: false", "RSF4005 RSF4005" },
        { "UserGroupIds: []", "RSF4005" },
    };

    public static TheoryData<string> Quiet => new()
    {
        "AuthToken: '{{resolve:secretsmanager:x}}'; UserGroupIds: -",

        // A token, whatever its value.
        "AuthToken: !Ref P; UserGroupIds: -",
        "UserGroupIds: !Ref P",
        "TransitEncryptionEnabled: !Ref P",
        "AtRestEncryptionEnabled: !Ref P",

        // Valkey's defaults are on.
        "Engine: valkey; AtRestEncryptionEnabled: -; TransitEncryptionEnabled: -",

        // Inherited from the global datastore.
        "GlobalReplicationGroupId: g; TransitEncryptionEnabled: -; AtRestEncryptionEnabled: -",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes, string ids) => Sample.Verify(changes, ids);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes) => Sample.Verify(changes, "");
}
