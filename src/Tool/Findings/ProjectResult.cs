namespace RedisSafety.Tool.Findings;

/// <summary>The outcome of a scan for one project.</summary>
/// <param name="Path">The full path of the project file.</param>
/// <param name="Name">The assembly name, or the name of the file if it was never read.</param>
/// <param name="Status">How far it was checked.</param>
/// <param name="Frameworks">The target frameworks that were checked.</param>
/// <param name="Files">The number of checked source files.</param>
/// <param name="Reasons">Why it could not be checked.</param>
internal sealed record ProjectResult(
    string Path, string Name, ProjectStatus Status, IReadOnlyList<string> Frameworks, int Files, IReadOnlyList<string> Reasons);
