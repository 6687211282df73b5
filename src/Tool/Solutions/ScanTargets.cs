using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace RedisSafety.Tool.Solutions;

/// <summary>Finds the solution or the projects that a command line means, and reads which projects a solution has.</summary>
internal static partial class ScanTargets
{
    private static readonly string[] SolutionExtensions = [".slnx", ".sln", ".slnf"];
    private static readonly string[] ProjectExtensions = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>Build output and packages: a project file in them is a copy.</summary>
    private static readonly string[] SkippedFolders = ["bin", "obj", "node_modules", ".git", "packages", "artifacts"];

    /// <summary>Finds the target at a path.</summary>
    /// <param name="path">A solution, a project, a folder, or null for the working directory.</param>
    /// <exception cref="ToolException">There is nothing to check, or more than one solution to choose from.</exception>
    public static ScanTarget Find(string? path)
    {
        var full = Path.GetFullPath(path ?? ".");
        if (File.Exists(full))
        {
            return FromFile(full);
        }

        if (!Directory.Exists(full))
        {
            throw new ToolException($"'{path}' does not exist.");
        }

        full = Path.TrimEndingDirectorySeparator(full);
        var solutions = SolutionExtensions.SelectMany(extension => Files(full, extension)).ToList();

        // A filter is a part of a solution that lies beside it, and both formats of one solution have the same projects.
        var whole = solutions.Where(file => !HasExtension(file, ".slnf")).ToList();
        var names = whole.Select(file => Path.GetFileNameWithoutExtension(file)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (names.Count == 1)
        {
            return FromFile(whole[0]);
        }

        if (names.Count > 1 || solutions.Count > 1)
        {
            throw new ToolException(
                $"'{full}' has several solutions: {string.Join(", ", solutions.Select(Path.GetFileName))}. Name the one to scan.");
        }

        if (solutions.Count == 1)
        {
            return FromFile(solutions[0]);
        }

        var projects = ProjectExtensions.SelectMany(extension => Files(full, extension)).ToList();
        if (projects.Count == 1)
        {
            return FromFile(projects[0]);
        }

        projects = [.. Descendants(full).Order(StringComparer.Ordinal)];
        return projects.Count > 0
            ? new ScanTarget(full, null, projects)
            : throw new ToolException($"'{full}' contains neither a solution nor a project.");
    }

    /// <summary>True if a path has the name of a solution or of a part of one.</summary>
    public static bool IsSolution(string path) => SolutionExtensions.Any(extension => HasExtension(path, extension));

    /// <summary>All project files below a folder, build output aside.</summary>
    public static IEnumerable<string> ProjectsBelow(string folder) => Descendants(folder);

    private static ScanTarget FromFile(string file)
    {
        try
        {
            if (HasExtension(file, ".sln"))
            {
                return new ScanTarget(file, file, Sorted(FromSln(file)));
            }

            if (HasExtension(file, ".slnx"))
            {
                return new ScanTarget(file, file, Sorted(FromSlnx(file)));
            }

            if (HasExtension(file, ".slnf"))
            {
                var (solution, projects) = FromFilter(file);
                return new ScanTarget(file, solution, Sorted(projects));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException or JsonException
            or KeyNotFoundException or InvalidOperationException)
        {
            throw new ToolException($"'{file}' cannot be read as a solution: {exception.Message}", exception);
        }

        return ProjectExtensions.Any(extension => HasExtension(file, extension))
            ? new ScanTarget(file, null, [file])
            : throw new ToolException($"'{file}' is not a solution (.sln, .slnx, .slnf) or a project (.csproj).");
    }

    private static IEnumerable<string> FromSln(string file) =>
        SlnProject().Matches(File.ReadAllText(file)).Select(match => FullPath(file, match.Groups["path"].Value));

    private static IEnumerable<string> FromSlnx(string file) => XDocument.Load(file).Descendants("Project")
        .Select(project => project.Attribute("Path")?.Value)
        .OfType<string>()
        .Select(path => FullPath(file, path));

    private static (string Solution, IEnumerable<string> Projects) FromFilter(string file)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllText(file), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var solution = document.RootElement.GetProperty("solution");
        var path = FullPath(file, solution.GetProperty("path").GetString()!);
        var projects = solution.GetProperty("projects").EnumerateArray().Select(project => FullPath(path, project.GetString()!));
        return (path, projects.ToList());
    }

    private static string FullPath(string file, string relative) =>
        Path.GetFullPath(relative.Replace('\\', Path.DirectorySeparatorChar), Path.GetDirectoryName(file)!);

    private static List<string> Sorted(IEnumerable<string> projects) =>
    [
        .. projects
            .Where(project => ProjectExtensions.Any(extension => HasExtension(project, extension)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Files(string folder, string extension) =>
        Directory.EnumerateFiles(folder).Where(file => HasExtension(file, extension)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Descendants(string folder)
    {
        foreach (var file in ProjectExtensions.SelectMany(extension => Files(folder, extension)))
        {
            yield return file;
        }

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            var isLink = new DirectoryInfo(child).LinkTarget is not null;
            if (!isLink && !SkippedFolders.Contains(Path.GetFileName(child), StringComparer.OrdinalIgnoreCase))
            {
                foreach (var file in Descendants(child))
                {
                    yield return file;
                }
            }
        }
    }

    private static bool HasExtension(string file, string extension) =>
        Path.GetExtension(file).Equals(extension, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""^\s*Project\("[^"]*"\)\s*=\s*"[^"]*"\s*,\s*"(?<path>[^"]+)"\s*,""", RegexOptions.Multiline)]
    private static partial Regex SlnProject();
}
