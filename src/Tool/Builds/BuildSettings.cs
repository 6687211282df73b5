namespace RedisSafety.Tool.Builds;

/// <summary>How the scanned code is built.</summary>
/// <param name="Configuration">The configuration, or null for the build's own default.</param>
/// <param name="Framework">The only target framework to check, or null for all.</param>
/// <param name="Properties">MSBuild properties as <c>Name=Value</c>.</param>
/// <param name="CacheRoot">The folder in which caches live.</param>
internal sealed record BuildSettings(string? Configuration, string? Framework, IReadOnlyList<string> Properties, string CacheRoot);
