using System.Globalization;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4004: backups exist, reach back a week, and are not taken from the primary.</summary>
internal static class BackupRule
{
    private const int Week = 7;

    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment) => deployment.Groups.SelectMany(CheckGroup);

    private static IEnumerable<ProvisioningFinding> CheckGroup(ReplicationGroup group)
    {
        if (group.SnapshotRetention is { IsKnown: true, Value: < Week } retention)
        {
            var change = Report.Set(group, "SnapshotRetentionLimit", Week.ToString(CultureInfo.InvariantCulture));
            yield return retention.Value <= 0
                ? Report.Of(
                    ProvisioningRules.Backups, group, retention.Place,
                    $"'{group.Name}' has no backups: a mistaken delete reaches every replica at once, and nothing brings the data back",
                        change)
                : Report.Of(
                    ProvisioningRules.Backups, group, retention.Place,
                    $"Backups of '{group.Name}' are kept for {retention.Value.ToString(CultureInfo.InvariantCulture)} days: "
                        + "a fault that is noticed a week later cannot be undone",
                    change, ProvisioningSeverity.Info);
        }

        if (group.SnapshotRetention is not { IsKnown: true, Value: <= 0 } && IsPrimary(group, group.SnapshotSource))
        {
            yield return Report.Of(
                ProvisioningRules.Backups, group, group.SnapshotSource.Place,
                $"Backups of '{group.Name}' are taken from its primary: the fork for a backup slows writes and can double its memory",
                Report.Set(group, "SnapshottingClusterId", "a replica's id"));
        }
    }

    private static bool IsPrimary(ReplicationGroup group, Setting<string> source) => source.Term is { Length: > 0 } id
        && group.Nodes.Any(node => node.IsPrimary.Is(true) && string.Equals(node.Id, id, StringComparison.OrdinalIgnoreCase))
        && group.Nodes.Any(static node => node.IsPrimary.Is(false));
}
