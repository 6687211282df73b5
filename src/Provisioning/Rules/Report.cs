using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>Makes findings of a group or an alarm.</summary>
internal static class Report
{
    public static ProvisioningFinding Of(
        ProvisioningRule rule, ReplicationGroup group, SourcePlace? place, string message, string change,
            ProvisioningSeverity? severity = null) =>
        new(rule, severity ?? rule.Severity, place ?? group.Place, group.Name, message, change);

    public static ProvisioningFinding Of(ProvisioningRule rule, MetricAlarm alarm, SourcePlace? place, string message, string change) =>
        new(rule, rule.Severity, place ?? alarm.Place, alarm.Name, message, change);

    /// <summary>A property and its new value in the group's dialect.</summary>
    public static string Set(ReplicationGroup group, string property, string value) => PropertyNames.Assign(group.Dialect, property, value);

    public static string Set(MetricAlarm alarm, string property, string value) => PropertyNames.Assign(alarm.Dialect, property, value);
}
