namespace RedisSafety.Tool.Baselines;

/// <summary>What a scan does with the baseline.</summary>
/// <param name="File">The full path, or null to look for it.</param>
/// <param name="Update">True to write the findings of the scan.</param>
/// <param name="Prune">True to remove entries that no longer occur.</param>
/// <param name="AllowStale">True if such entries do not count for the exit code.</param>
internal sealed record BaselineRequest(string? File, bool Update, bool Prune, bool AllowStale);
