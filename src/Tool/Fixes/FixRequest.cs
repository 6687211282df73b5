using RedisSafety.Tool.Solutions;

namespace RedisSafety.Tool.Fixes;

/// <summary>The extent of a <c>fix</c>.</summary>
/// <param name="Target">The code.</param>
/// <param name="Rules">The rules whose findings are repaired. None means all.</param>
/// <param name="DryRun">True to write nothing.</param>
/// <param name="Type">The type to turn into a repository, or null.</param>
/// <param name="CacheRoot">The folder of all caches.</param>
internal sealed record FixRequest(ScanTarget Target, IReadOnlyList<string> Rules, bool DryRun, string? Type, string CacheRoot);
