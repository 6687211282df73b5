using System.Text.Json;

namespace RedisSafety.Tool.Builds;

/// <summary>Decides from restored packages which projects a scan can pass over without a build.</summary>
internal static class RedisUse
{
    /// <summary>
    /// Libraries that a rule is about. The targets of the scan have the same list: they decide for a project that is built.
    /// </summary>
    private static readonly string[] Libraries = ["StackExchange.Redis", "RedisSafety", "Amazon.CDK.Lib", "AWSSDK.ElastiCache"];

    /// <summary>The projects below a cache that certainly use none of the libraries.</summary>
    /// <param name="cache">The folder of the cache, after a restore.</param>
    /// <param name="projects">The full paths of the projects to decide on.</param>
    public static IReadOnlySet<string> ProjectsWithout(string cache, IReadOnlyCollection<string> projects)
    {
        var without = new HashSet<string>(StringComparer.Ordinal);
        var folder = Path.Combine(cache, "projects");
        if (!Directory.Exists(folder))
        {
            return without;
        }

        var all = Directory.EnumerateDirectories(folder).Select(project => Path.Combine(project, "obj", "project.assets.json"));
        foreach (var assets in all)
        {
            if (File.Exists(assets) && ReadAssets(assets) is { HasLibrary: false, Project: { } project }
                && projects.Contains(project) && !IsNamedBeside(project))
            {
                without.Add(project);
            }
        }

        return without;
    }

    /// <summary>A reference to a file is not among the packages: whoever names the library in the project or above it is built.</summary>
    private static bool IsNamedBeside(string project)
    {
        try
        {
            var files = new List<string> { project };
            for (var folder = Path.GetDirectoryName(project); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                files.Add(Path.Combine(folder, "Directory.Build.props"));
                files.Add(Path.Combine(folder, "Directory.Build.targets"));
            }

            return files.Where(File.Exists).Select(File.ReadAllText).Any(text =>
                Libraries.Any(library => text.Contains($"<Reference Include=\"{library}", StringComparison.OrdinalIgnoreCase)
                    || text.Contains(library + ".dll", StringComparison.OrdinalIgnoreCase)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static (string? Project, bool HasLibrary) ReadAssets(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            var project = root.GetProperty("project").GetProperty("restore").GetProperty("projectPath").GetString();
            var hasLibrary = root.GetProperty("libraries").EnumerateObject()
                .Any(library => Libraries.Contains(library.Name.Split('/')[0], StringComparer.OrdinalIgnoreCase));
            return (project is null ? null : Path.GetFullPath(project), hasLibrary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            return (null, true);
        }
    }
}
