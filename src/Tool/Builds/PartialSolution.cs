using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RedisSafety.Tool.Builds;

/// <summary>Writes a solution of some projects into the cache: of a part of the user's own solution, or of a folder without one.</summary>
internal static class PartialSolution
{
    private const string CSharpProjectType = "{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}";

    /// <summary>Writes a filter of a solution, so that properties such as <c>SolutionDir</c> stay those of the solution.</summary>
    public static string WriteFilter(string cache, string solution, IEnumerable<string> projects)
    {
        var file = Path.Combine(cache, Path.GetFileNameWithoutExtension(solution) + ".slnf");
        var folder = Path.GetDirectoryName(solution)!;
        var filter = new
        {
            solution = new
            {
                path = Path.GetRelativePath(cache, solution),
                projects = projects.Select(project => Path.GetRelativePath(folder, project).Replace('/', '\\')).ToArray(),
            },
        };
        WriteIfChanged(file, JsonSerializer.Serialize(filter));
        return file;
    }

    /// <summary>Writes a solution of projects in the oldest format, which every SDK builds.</summary>
    public static string WriteSolution(string cache, IEnumerable<string> projects)
    {
        var file = Path.Combine(cache, "Folder.sln");
        var entries = new StringBuilder("Microsoft Visual Studio Solution File, Format Version 12.00\n");
        var mappings = new StringBuilder();
        var number = 0;
        foreach (var project in projects)
        {
            var id = "{00000000-0000-0000-0000-" + (++number).ToString("D12", CultureInfo.InvariantCulture) + "}";
            entries.Append($"Project(\"{CSharpProjectType}\") = \"P{number}\", \"{project}\", \"{id}\"\n");
            entries.Append("EndProject\n");
            foreach (var configuration in (string[])["Debug", "Release"])
            {
                foreach (var kind in (string[])["ActiveCfg", "Build.0"])
                {
                    mappings.Append(
                        $"\t\t{id}.{configuration}|Any CPU.{kind} = {configuration}|Any CPU\n");
                }
            }
        }

        entries.Append("Global\n\tGlobalSection(SolutionConfigurationPlatforms) = preSolution\n");
        entries.Append("\t\tDebug|Any CPU = Debug|Any CPU\n\t\tRelease|Any CPU = Release|Any CPU\n\tEndGlobalSection\n");
        entries.Append("\tGlobalSection(ProjectConfigurationPlatforms) = postSolution\n").Append(mappings);
        entries.Append("\tEndGlobalSection\nEndGlobal\n");
        WriteIfChanged(file, entries.ToString());
        return file;
    }

    /// <summary>An unchanged file keeps its time, by which a build sees that there is nothing to do.</summary>
    private static void WriteIfChanged(string file, string text)
    {
        if (!File.Exists(file) || File.ReadAllText(file) != text)
        {
            File.WriteAllText(file, text);
        }
    }
}
