using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RedisSafety.Provisioning;

namespace RedisSafety.Analyzers.Provisioning;

/// <summary>
/// The rules for deployments that C# declares. Ids, titles and severities are those of <see cref="ProvisioningRules"/>, which has the
/// reasons;
/// a test compares them. They are repeated here because the compiler's release tracking reads them from source.
/// </summary>
internal static class ProvisioningDescriptors
{
    public static readonly DiagnosticDescriptor AutomaticFailover =
        Create("RSF4001", "Automatic failover is off", DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor Zones =
        Create("RSF4002", "All nodes can be lost with one zone", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor Replicas =
        Create("RSF4003", "A shard has fewer than two replicas", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor Backups = Create("RSF4004", "Backups are missing or short", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor Encryption = Create("RSF4005", "Data or access is unprotected", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor EngineSupport =
        Create("RSF4006", "The engine version leaves standard support", DiagnosticSeverity.Warning);

    // These relate a group to its topic and its alarms, which may be declared in any file: they are reported when all are known.
    public static readonly DiagnosticDescriptor Notifications =
        CreateAtEnd("RSF4007", "Nobody is notified of failovers", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor DeadAlarm = CreateAtEnd("RSF4008", "An alarm can never fire", DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor BlindAlarm =
        CreateAtEnd("RSF4009", "An alarm misses what it watches for", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor MissingAlarms = CreateAtEnd("RSF4010", "Alarms are missing", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CodeAgainstInfrastructure =
        CreateAtEnd("RSF4011", "Code expects another deployment", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor Durability =
        Create("RSF4012", "Data that must not vanish can vanish", DiagnosticSeverity.Warning);

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = ImmutableArray.Create(
        AutomaticFailover, Zones, Replicas, Backups, Encryption, EngineSupport, Notifications, DeadAlarm, BlindAlarm, MissingAlarms,
        CodeAgainstInfrastructure, Durability);

    private static DiagnosticDescriptor Create(string id, string title, DiagnosticSeverity severity) => new(
        id,
        title,
        "{0}",
        "RedisSafety.Provisioning",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: $"https://github.com/RedisSafety/RedisSafety/blob/main/docs/rules/{id}.md");

    private static DiagnosticDescriptor CreateAtEnd(string id, string title, DiagnosticSeverity severity) => new(
        id,
        title,
        "{0}",
        "RedisSafety.Provisioning",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: $"https://github.com/RedisSafety/RedisSafety/blob/main/docs/rules/{id}.md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);
}
