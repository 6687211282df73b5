namespace RedisSafety.Provisioning;

/// <summary>The rules for deployments: the analyzers and the tool report under the same ids.</summary>
internal static class ProvisioningRules
{
    /// <summary>An error: replicas that nothing promotes do not shorten an outage, and ElastiCache refuses Multi-AZ without
    /// failover.</summary>
    public static readonly ProvisioningRule AutomaticFailover = new("RSF4001", "Automatic failover is off", ProvisioningSeverity.Error);

    /// <summary>A warning: failover works, but one zone's outage takes all nodes. Apart from RSF4001, which has another property to
    /// change.</summary>
    public static readonly ProvisioningRule Zones = new("RSF4002", "All nodes can be lost with one zone", ProvisioningSeverity.Warning);

    /// <summary>A warning without replicas, info with one: it survives one failover, and has no replica until the replacement is in
    /// sync.</summary>
    public static readonly ProvisioningRule Replicas = new("RSF4003", "A shard has fewer than two replicas", ProvisioningSeverity.Warning);

    /// <summary>A warning: replicas repeat a mistaken delete at once; only a backup brings data back.</summary>
    public static readonly ProvisioningRule Backups = new("RSF4004", "Backups are missing or short", ProvisioningSeverity.Warning);

    /// <summary>A warning and no error: the network may be closed, which a group does not show.</summary>
    public static readonly ProvisioningRule Encryption = new("RSF4005", "Data or access is unprotected", ProvisioningSeverity.Warning);

    /// <summary>A warning: the group works and costs more, and is upgraded on AWS's schedule. Depends on the date of the check.</summary>
    public static readonly ProvisioningRule EngineSupport =
        new("RSF4006", "The engine version leaves standard support", ProvisioningSeverity.Warning);

    /// <summary>A warning: no person receives failover events. Apart from RSF4010, which is about metrics.</summary>
    public static readonly ProvisioningRule Notifications = new("RSF4007", "Nobody is notified of failovers", ProvisioningSeverity.Warning);

    /// <summary>An error: the alarm cannot work as written, on any day.</summary>
    public static readonly ProvisioningRule DeadAlarm = new("RSF4008", "An alarm can never fire", ProvisioningSeverity.Error);

    /// <summary>A warning: the alarm fires on some days. RSF4008 reports those that never do.</summary>
    public static readonly ProvisioningRule BlindAlarm =
        new("RSF4009", "An alarm misses what it watches for", ProvisioningSeverity.Warning);

    /// <summary>A warning: one report a group, with all that is missing, as one command adds them together.</summary>
    public static readonly ProvisioningRule MissingAlarms = new("RSF4010", "Alarms are missing", ProvisioningSeverity.Warning);

    /// <summary>A warning: code and infrastructure disagree. Either may be the one to change.</summary>
    public static readonly ProvisioningRule CodeAgainstInfrastructure =
        new("RSF4011", "Code expects another deployment", ProvisioningSeverity.Warning);

    /// <summary>A warning: nothing fails, and data is gone when memory is full or the primary is lost.</summary>
    public static readonly ProvisioningRule Durability =
        new("RSF4012", "Data that must not vanish can vanish", ProvisioningSeverity.Warning);

    public static IReadOnlyList<ProvisioningRule> All { get; } =
    [
        AutomaticFailover, Zones, Replicas, Backups, Encryption, EngineSupport, Notifications, DeadAlarm, BlindAlarm, MissingAlarms,
        CodeAgainstInfrastructure, Durability,
    ];
}
