using System.Text.RegularExpressions;

namespace RedisSafety.Tool.Builds;

/// <summary>One error of a build's output.</summary>
/// <param name="Project">The full path of the project, or null.</param>
/// <param name="Code">The code, for example <c>CS0246</c>.</param>
/// <param name="Text">The line without the project.</param>
internal sealed partial record BuildError(string? Project, string Code, string Text)
{
    /// <summary>Reads the errors of a build's output, each once.</summary>
    public static IReadOnlyList<BuildError> Read(IEnumerable<string> lines) =>
        [.. lines.Select(line => Line().Match(line)).Where(match => match.Success).Select(Create).Distinct()];

    private static BuildError Create(Match match)
    {
        // A build of several frameworks adds "::TargetFramework=net10.0" to the path.
        var project = match.Groups["project"].Value.Split("::", 2)[0];
        var text = match.Groups["text"].Value.Trim();

        // A restore reports the solution in brackets, and the project at the front.
        var front = text.Split(" : error", 2)[0];
        if (Path.GetExtension(front).EndsWith("proj", StringComparison.OrdinalIgnoreCase))
        {
            project = front;
            text = text[front.Length..].TrimStart(' ', ':');
        }

        return new BuildError(project is "" ? null : Path.GetFullPath(project), match.Groups["code"].Value, text);
    }

    [GeneratedRegex(@"^\s*(?<text>(?:.*?\s*:\s*)?error (?<code>[A-Z]+\d+)?\s*: .*?)(?:\s\[(?<project>[^\[\]]+\.\w+(?:::[^\]]*)?)\])?$")]
    private static partial Regex Line();
}
