using RedisSafety.Tool.Builds;
using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Scan;

/// <summary>The extent of a scan.</summary>
/// <param name="Path">The solution, project or folder, or null for the working directory.</param>
/// <param name="Build">How it is built.</param>
/// <param name="Include">Globs of project files to check. None means all.</param>
/// <param name="Exclude">Globs of project files or source files to leave out.</param>
/// <param name="Rules">The ids of the rules to report. None means all.</param>
/// <param name="Minimum">The lowest severity to report.</param>
internal sealed record ScanSettings(
    string? Path,
    BuildSettings Build,
    IReadOnlyList<string> Include,
    IReadOnlyList<string> Exclude,
    IReadOnlyList<string> Rules,
    Severity Minimum);
