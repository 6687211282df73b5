using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Builds;

/// <summary>One result of the compiler's log.</summary>
/// <param name="Rule">The id.</param>
/// <param name="Severity">The severity after the user's configuration.</param>
/// <param name="Message">The message.</param>
/// <param name="Place">The reported range, or null for a result without one.</param>
/// <param name="Related">Further ranges.</param>
/// <param name="Suppression">How the source suppresses it, or null.</param>
/// <param name="Scope">The documentation id of what the result is about if that is more than its place, or null.</param>
internal sealed record LogResult(
    string Rule, Severity Severity, string Message, Place? Place, IReadOnlyList<Place> Related, string? Suppression, string? Scope);
