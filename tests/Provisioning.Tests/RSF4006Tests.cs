namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4006Tests
{
    public static TheoryData<string, string> Reported => new()
    {
        { "EngineVersion: '6.2'", "RSF4006" },
        { "EngineVersion: 6.x", "RSF4006" },
        { "EngineVersion: 5.0.6", "RSF4006" },
        { "EngineVersion: 4.0.10", "RSF4006" },
        { "EngineVersion: 3.2.6", "RSF4006" },
        { "Engine: -; EngineVersion: 6.0.5", "RSF4006" },
    };

    public static TheoryData<string> Quiet => new()
    {
        "EngineVersion: '7.0'",
        "EngineVersion: 7.1",

        // The newest version.
        "EngineVersion: -",

        // Unknown.
        "EngineVersion: !Ref P",
        "Engine: valkey; EngineVersion: '7.2'",

        // The engine is unknown.
        "Engine: !Ref P; EngineVersion: '6.2'",

        // No number.
        "EngineVersion: latest",
        "GlobalReplicationGroupId: g; Engine: -; EngineVersion: '6.2'",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes, string ids) => Sample.Verify(changes, ids);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes) => Sample.Verify(changes, "");

    [Theory]
    [InlineData("2026-07-30", 0)]
    [InlineData("2026-07-31", 1)]
    [InlineData("2027-02-01", 1)]
    public void The_day_of_the_check_decides(string today, int reports) => Assert.Equal(
        reports,
        ProvisioningChecker.Check(
            Yaml.DeploymentReader.Read([new("shop.yaml", Sample.Group("EngineVersion: '6.2'"))]),
            DateTime.Parse(today, System.Globalization.CultureInfo.InvariantCulture)).Count);
}
