using System.Collections.Immutable;

namespace RedisSafety.Analyzers.Options;

/// <summary>The options that a rule reads, with the values that it understands. A rule that reads a new one adds it here.</summary>
internal static class KnownOptions
{
    /// <summary>The beginning of the name of every option in .editorconfig.</summary>
    public const string Prefix = "redis_safety.";

    /// <summary>All options: the name in .editorconfig, the MSBuild property, and the values.</summary>
    public static ImmutableArray<(string Name, string Property, ImmutableArray<string> Values)> All { get; } = ImmutableArray.Create(
        (Prefix + "RSF1002.report", "RedisSafetyRawCallReport", ImmutableArray.Create("project", "type", "member", "call", "none")),
        (Prefix + "non_production_projects", "RedisSafetyNonProductionProjects", ImmutableArray.Create("report", "ignore")),
        (Prefix + "test_projects", "RedisSafetyTestProjects", ImmutableArray.Create("report", "ignore")));
}
