using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>The rules for code that calls StackExchange.Redis.</summary>
internal static class Descriptors
{
    /// <summary>
    /// A warning: the program is right until the server is away at start-up, or fails over. Apart from a rule on commands, because a
    /// connection is opened once and repaired in its configuration.
    /// </summary>
    public static readonly DiagnosticDescriptor ConnectionWithoutRetry = Create(
        "RSF1001",
        "A connection is opened without retry",
        "'{0}' throws where the server cannot be reached at this moment, and nothing tries again; set abortConnect=false, or open it inside a retry",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: the read is right where replication happens to be faster, which no test shows.</summary>
    public static readonly DiagnosticDescriptor ReadAfterWrite = Create(
        "RSF2001",
        "A read after a write may be served by a replica",
        "A replica may still serve the old value of '{0}': {1} may read from one, and the write in line {2} may not have arrived there",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Warning);

    /// <summary>
    /// An error, because a replica refuses writes. With PreferReplica it is reported as a warning, as StackExchange.Redis then sends the
    /// write to the primary: it works, but not as written.
    /// </summary>
    public static readonly DiagnosticDescriptor WriteToReplica = Create(
        "RSF2002",
        "A write is routed to a replica",
        "{0}",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Create(string id, string title, string message, string category, DiagnosticSeverity severity) => new(
        id,
        title,
        message,
        category,
        severity,
        isEnabledByDefault: true,
        helpLinkUri: $"https://github.com/RedisSafety/RedisSafety/blob/main/docs/rules/{id}.md");
}
