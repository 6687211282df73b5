using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4005: encryption in transit and at rest, and authentication. What is left out is reported together, at the
/// declaration.</summary>
internal static class EncryptionRule
{
    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment) =>
        deployment.Groups.SelectMany(CheckGroup).Concat(deployment.Servers.SelectMany(CheckServer)).Concat(CheckConnections(deployment));

    private static IEnumerable<ProvisioningFinding> CheckGroup(ReplicationGroup group)
    {
        var gaps = new (Setting<bool> Setting, string Gap, string Effect, string Property, string Value)[]
        {
            (group.TransitEncryption, "no encryption in transit", "passwords and data cross the network in clear text",
                "TransitEncryptionEnabled", "true"),
            (group.AtRestEncryption, "no encryption at rest", "backups and swapped pages can be read from the disk",
                "AtRestEncryptionEnabled", "true"),
            (group.Authentication, "no authentication", "any client that reaches the port reads and deletes everything", "UserGroupIds",
                "a user group"),
        };
        var missing = gaps.Where(static gap => gap.Setting.Is(false)).ToList();
        foreach (var gap in missing.Where(static gap => gap.Setting.Place is not null))
        {
            yield return Report.Of(
                ProvisioningRules.Encryption, group, gap.Setting.Place, $"'{group.Name}' has {gap.Gap}: {gap.Effect}",
                Report.Set(group, gap.Property, gap.Value));
        }

        var absent = missing.Where(static gap => gap.Setting.Place is null).ToList();
        if (absent.Count > 0)
        {
            yield return Report.Of(
                ProvisioningRules.Encryption, group, null,
                $"'{group.Name}' has {string.Join(", ", absent.Select(static gap => gap.Gap))}: {absent[0].Effect}",
                string.Join(", ", absent.Select(gap => Report.Set(group, gap.Property, gap.Value))));
        }
    }

    private static IEnumerable<ProvisioningFinding> CheckServer(ServerNode server)
    {
        if (server.IsElastiCache.Is(true) && server.IsEncrypted.Is(false))
        {
            yield return new(
                ProvisioningRules.Encryption, ProvisioningSeverity.Warning, server.Place, server.Endpoint,
                $"{server.Endpoint} takes connections without TLS: passwords and data cross the network in clear text",
                    "TransitEncryptionEnabled true");
        }

        if (server.HasPassword.Is(false))
        {
            yield return new(
                ProvisioningRules.Encryption, ProvisioningSeverity.Warning, server.Place, server.Endpoint,
                $"{server.Endpoint} asks for no password: any client that reaches the port reads and deletes everything",
                    "requirepass or ACL users");
        }
    }

    // A connection is held against the groups only if all of them agree: which group it leads to is not always in its name.
    private static IEnumerable<ProvisioningFinding> CheckConnections(Deployment deployment)
    {
        var groups = deployment.Groups.Where(static group => group.TransitEncryption.IsKnown).ToList();
        if (groups.Count == 0 || groups.Count != deployment.Groups.Count
            || groups.Any(group => group.TransitEncryption.Value != groups[0].TransitEncryption.Value))
        {
            yield break;
        }

        var expected = groups[0].TransitEncryption.Value;
        foreach (var use in deployment.Code.Where(static use => use.Kind == CodeUseKind.Connection))
        {
            var connection = ConnectionText.Read(use.Detail);
            if (connection.IsElastiCache && connection.UsesTls != expected)
            {
                yield return new(
                    ProvisioningRules.Encryption, ProvisioningSeverity.Warning, use.Place, groups[0].Name,
                    expected
                        ? $"'{groups[0].Name}' takes TLS connections alone, and this one has no ssl=true: it cannot connect"
                        : $"This connection has ssl=true, and '{groups[0].Name}' has no encryption in transit: it cannot connect",
                    expected ? "add ssl=true to the connection string" : Report.Set(groups[0], "TransitEncryptionEnabled", "true"));
            }
        }
    }
}
