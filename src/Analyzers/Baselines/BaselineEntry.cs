namespace RedisSafety.Analyzers.Baselines;

/// <summary>One entry of the file. In an accepted entry, a value that is null matches anything.</summary>
internal sealed record BaselineEntry(string Rule, string? Project, string? Member, string? Subject, int Count, bool IsAccepted);
