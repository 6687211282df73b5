using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Rules;

namespace RedisSafety.Provisioning;

/// <summary>Applies every rule to a deployment.</summary>
internal static class ProvisioningChecker
{
    /// <summary>The findings in the order of their places.</summary>
    /// <param name="deployment">All that is known of it.</param>
    /// <param name="today">The date by which engine versions are judged.</param>
    public static IReadOnlyList<ProvisioningFinding> Check(Deployment deployment, DateTime today) =>
    [
        .. FailoverRules.Check(deployment)
            .Concat(BackupRule.Check(deployment))
            .Concat(EncryptionRule.Check(deployment))
            .Concat(EngineSupportRule.Check(deployment, today))
            .Concat(NotificationRule.Check(deployment))
            .Concat(DeadAlarmRule.Check(deployment))
            .Concat(BlindAlarmRule.Check(deployment))
            .Concat(MissingAlarmRule.Check(deployment))
            .Concat(CodeRule.Check(deployment))
            .Concat(DurabilityRule.Check(deployment))
            .GroupBy(Identity)
            .Select(static group => group.First())
            .OrderBy(static finding => finding.Place.File, StringComparer.Ordinal)
            .ThenBy(static finding => finding.Place.Line)
            .ThenBy(static finding => finding.Rule.Id, StringComparer.Ordinal),
    ];

    // A loop declares the same alarm for several nodes: its fault is one.
    private static (string, string, int, int, string) Identity(ProvisioningFinding finding) => finding.Place.Line == 0
        ? (finding.Rule.Id, finding.Place.File + finding.Place.Path, 0, 0, finding.Message)
        : (finding.Rule.Id, finding.Place.File, finding.Place.Line, finding.Place.Column,
            finding.Resource.Length > 0 ? finding.Message.Replace(finding.Resource, "") : finding.Message);
}
