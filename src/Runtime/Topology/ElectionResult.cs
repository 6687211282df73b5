namespace RedisSafety.Topology;

/// <summary>The outcome of an election.</summary>
/// <param name="Status">Why there is a primary, or none.</param>
/// <param name="Primary">The name of the primary; <see langword="null"/> if there is none.</param>
/// <param name="Rivals">The nodes between which nothing decides, or that wait to be accepted.</param>
/// <param name="Incumbent">The primary that was elected last, for the next election.</param>
internal sealed record ElectionResult(PrimaryStatus Status, string? Primary, IReadOnlyList<string> Rivals, Incumbent? Incumbent)
{
    public static ElectionResult None(PrimaryStatus status, Incumbent? incumbent, params IEnumerable<string> rivals) =>
        new(status, null, [.. rivals], incumbent);
}
