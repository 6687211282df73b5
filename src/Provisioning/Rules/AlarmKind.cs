namespace RedisSafety.Provisioning.Rules;

/// <summary>A kind of alarm that every group needs, and the metrics that serve it.</summary>
internal sealed record AlarmKind(string Name, IReadOnlyList<string> Metrics, bool NeedsReplicas)
{
    public static IReadOnlyList<AlarmKind> All { get; } =
    [
        new("engine CPU", ["EngineCPUUtilization", "CPUUtilization"], false),
        new(
            "memory",
            [
                "DatabaseMemoryUsagePercentage", "DatabaseMemoryUsageCountedForEvictPercentage", "DatabaseCapacityUsagePercentage",
                "DatabaseCapacityUsageCountedForEvictPercentage", "FreeableMemory", "BytesUsedForCache",
            ],
            false),
        new("replication lag", ["ReplicationLag"], true),
        new("evictions", ["Evictions"], false),
        new("connections", ["CurrConnections", "NewConnections"], false),
    ];

    /// <summary>A search expression or a query names one of the metrics.</summary>
    public bool IsIn(string expression) => Metrics.Any(metric => expression.IndexOf(metric, StringComparison.Ordinal) >= 0);
}
