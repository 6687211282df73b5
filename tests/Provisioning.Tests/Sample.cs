using System.Reflection;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Yaml;

namespace RedisSafety.Provisioning.Tests;

/// <summary>The sample deployments, and the day by which they are judged.</summary>
internal static class Sample
{
    public static readonly DateTime Today = new(2026, 11, 28);

    public static string Root { get; } = typeof(Sample).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Folder { get; } = Path.Combine(Root, "tests", "Provisioning.Tests", "Samples");

    public static Deployment Read(params string[] names) =>
        DeploymentReader.Read(names.Select(name => new DeploymentFile(name, File.ReadAllText(Path.Combine(Folder, name)))));

    public static IReadOnlyList<ProvisioningFinding> Check(string name, string text) => Check(DeploymentReader.Read([new(name, text)]));

    public static IReadOnlyList<ProvisioningFinding> Check(Deployment deployment) => ProvisioningChecker.Check(deployment, Today);

    /// <summary>The ids, in order, separated by spaces.</summary>
    public static string Ids(IEnumerable<ProvisioningFinding> findings) =>
        string.Join(' ', findings.Select(finding => finding.Rule.Id).Order(StringComparer.Ordinal));

    /// <summary>Everything that a failed assertion has to show.</summary>
    public static string Describe(IEnumerable<ProvisioningFinding> findings) =>
        string.Join('\n', findings.Select(finding =>
            $"{finding.Rule.Id} {finding.Severity} {finding.Place}: {finding.Message} -> {finding.Change}"));

    /// <summary>
    /// A template with one group that is right, but for the given properties: <c>Name: value</c>, separated by semicolons. A value of
    /// <c>-</c>
    /// leaves the property out. The template has a macro, so that missing alarms are unknown.
    /// </summary>
    public static string Group(string changes, string more = "")
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ReplicationGroupId"] = "shop",
            ["ReplicationGroupDescription"] = "shop",
            ["Engine"] = "redis",
            ["EngineVersion"] = "'7.1'",
            ["NumCacheClusters"] = "3",
            ["AutomaticFailoverEnabled"] = "true",
            ["MultiAZEnabled"] = "true",
            ["TransitEncryptionEnabled"] = "true",
            ["AtRestEncryptionEnabled"] = "true",
            ["UserGroupIds"] = "[shop]",
            ["SnapshotRetentionLimit"] = "7",
            ["NotificationTopicArn"] = "!ImportValue alerts",
        };
        foreach (var change in changes.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = change.IndexOf(':', StringComparison.Ordinal);
            properties[change[..at]] = change[(at + 1)..].Trim();
        }

        var lines = properties.Where(property => property.Value != "-").Select(property => $"      {property.Key}: {property.Value}");
        return $"Transform: Macro\nParameters:\n  P: {{ Type: String, Default: '1' }}\nResources:\n  Shop:\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n"
            + string.Join('\n', lines) + "\n" + more;
    }

    /// <summary>Checks such a group.</summary>
    public static void Verify(string changes, string expected, string more = "")
    {
        var findings = Check("shop.yaml", Group(changes, more));
        Assert.True(expected == Ids(findings), $"{changes}: expected '{expected}'\n{Describe(findings)}");
    }
}
