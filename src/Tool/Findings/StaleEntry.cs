namespace RedisSafety.Tool.Findings;

/// <summary>An entry of the baseline that no longer occurs as often as it says.</summary>
/// <param name="Key">The identity.</param>
/// <param name="Expected">The count of the baseline.</param>
/// <param name="Found">The count of this scan.</param>
/// <param name="Accepted">True for an accepted entry.</param>
internal sealed record StaleEntry(FindingKey Key, int Expected, int Found, bool Accepted);
