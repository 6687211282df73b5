namespace RedisSafety.Provisioning.Tests;

public sealed class SampleTests
{
    public static TheoryData<string, string> Samples => new()
    {
        { "right.template.yaml", "" },
        { "right.plan.json", "" },
        { "right.describe.json", "" },
        { "neglected.describe.json", "RSF4001 RSF4004 RSF4006 RSF4007" },
        { "mute-topic.describe.json", "RSF4007 RSF4007" },
        { "bare.template.json", "RSF4001 RSF4003 RSF4004 RSF4005 RSF4006 RSF4007 RSF4010" },
        { "alone.state.json", "RSF4003 RSF4004 RSF4007 RSF4010" },
        { "one-zone.tf", "RSF4002 RSF4005 RSF4009 RSF4009 RSF4009 RSF4010" },
        { "guide.sh", "RSF4008" },
        { "dead-alarms.template.yaml", "RSF4008 RSF4008 RSF4008 RSF4008 RSF4009 RSF4010" },
        { "single.template.yaml", "RSF4003 RSF4004 RSF4005 RSF4007 RSF4010 RSF4010 RSF4012" },
        { "stale-alarms.describe.json", "RSF4008 RSF4009 RSF4009 RSF4009 RSF4009 RSF4010" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Reports_exactly_the_expected_ids(string sample, string expected)
    {
        var findings = Sample.Check(Sample.Read(sample));

        Assert.True(expected == Sample.Ids(findings), Sample.Describe(findings));
    }

    [Fact]
    public void The_guide_s_alarm_is_silent_for_ever()
    {
        var finding = Assert.Single(Sample.Check(Sample.Read("guide.sh")));

        Assert.Equal(("RSF4008", ProvisioningSeverity.Error, 14), (finding.Rule.Id, finding.Severity, finding.Place.Line));
        Assert.Contains("can never", finding.Message + finding.Rule.Title, StringComparison.Ordinal);
        Assert.Contains("silent for ever", finding.Message, StringComparison.Ordinal);
        Assert.Contains("shop-001, shop-002, shop-003", finding.Change, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_names_the_property_in_the_words_of_its_source()
    {
        Assert.Contains(Sample.Check(Sample.Read("bare.template.json")), finding => finding.Change == "AutomaticFailoverEnabled: true");
        Assert.Contains(Sample.Check(Sample.Read("neglected.describe.json")), finding => finding.Change == "--automatic-failover-enabled");
        Assert.Contains(Sample.Check(Sample.Read("one-zone.tf")), finding => finding.Change == "transit_encryption_enabled = true");
    }
}
