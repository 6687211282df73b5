using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Baselines;

/// <summary>
/// Names what a finding is about where that is more than its place: a finding about a type or a project is reported at the first of many
/// calls, and another call may be the first tomorrow. The baseline then lists the scope in place of the member, and no subject.
/// </summary>
internal static class FindingScope
{
    /// <summary>The property of a diagnostic that holds the documentation id of the scope.</summary>
    public const string Property = "RedisSafety.Scope";

    /// <summary>The properties of a finding about a project as a whole.</summary>
    public static ImmutableDictionary<string, string?> Project { get; } = Create("");

    /// <summary>The properties of a finding about a type or a member.</summary>
    public static ImmutableDictionary<string, string?> Of(ISymbol symbol) => Create(symbol.GetDocumentationCommentId() ?? "");

    private static ImmutableDictionary<string, string?> Create(string id) => ImmutableDictionary<string, string?>.Empty.Add(Property, id);
}
