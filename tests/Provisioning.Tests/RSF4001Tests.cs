namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4001Tests
{
    public static TheoryData<string, string> Reported => new()
    {
        { "AutomaticFailoverEnabled: false; MultiAZEnabled: false", "RSF4001" },
        { "AutomaticFailoverEnabled: -; MultiAZEnabled: -", "RSF4001" },
        { "AutomaticFailoverEnabled: 'false'; MultiAZEnabled: 'false'", "RSF4001" },
        { "AutomaticFailoverEnabled: false", "RSF4001" },
        { "AutomaticFailoverEnabled: false; NumCacheClusters: !Ref P", "RSF4001" },
        { "AutomaticFailoverEnabled: false; MultiAZEnabled: false; NumCacheClusters: -; NumNodeGroups: 1; ReplicasPerNodeGroup: 2",
            "RSF4001" },
    };

    public static TheoryData<string> Quiet => new()
    {
        "AutomaticFailoverEnabled: true",
        "AutomaticFailoverEnabled: 'True'",

        // A parameter's default is no promise.
        "AutomaticFailoverEnabled: !Ref P",
        "AutomaticFailoverEnabled: !If [C, true, false]; MultiAZEnabled: !Ref P",
        "AutomaticFailoverEnabled: !FindInMap [M, !Ref P, x]",

        // The number of replicas is unknown.
        "AutomaticFailoverEnabled: false; MultiAZEnabled: false; NumCacheClusters: !Ref P",

        // An existing node becomes the primary, and may have replicas.
        "AutomaticFailoverEnabled: false; MultiAZEnabled: false; NumCacheClusters: -; PrimaryClusterId: old",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes, string ids) => Sample.Verify(changes, ids);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes) => Sample.Verify(changes, "");
}
