using RedisSafety.Provisioning.CSharp;
using RedisSafety.Provisioning.Model;
using RedisSafety.Tool.Solutions;

namespace RedisSafety.Tool.Check;

/// <summary>Reads the production code of a solution for what it expects of a deployment.</summary>
internal static class ProjectCode
{
    private static readonly string[] SkippedFolders = ["bin", "obj", "node_modules", ".git", "packages", "artifacts"];

    // What a test connects to is not deployed.
    private static readonly string[] TestMarks = ["Microsoft.NET.Test.Sdk", "xunit", "NUnit", "MSTest", "TUnit", "<IsTestProject>true"];

    /// <summary>Reads every project of a solution, or the one project.</summary>
    /// <exception cref="ToolException">There is no such solution, or a file cannot be read.</exception>
    public static IReadOnlyList<CodeUse> Read(string path, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var uses = new List<CodeUse>();
        try
        {
            foreach (var project in ScanTargets.Find(path).Projects.Where(File.Exists).Where(static project => !IsTest(project)))
            {
                foreach (var file in Files(Path.GetDirectoryName(project)!, isProject: true).Where(seen.Add))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    uses.AddRange(CodeUseReader.Read(file, File.ReadAllText(file), cancellationToken));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{path}' cannot be read: {exception.Message}", exception);
        }

        return uses;
    }

    private static bool IsTest(string project)
    {
        var text = File.ReadAllText(project);
        return Array.Exists(TestMarks, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Files(string folder, bool isProject = false)
    {
        // A project in a folder of another one is read as its own.
        if (!isProject && Directory.EnumerateFiles(folder, "*.csproj").Any())
        {
            yield break;
        }

        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)
                || (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                    && Path.GetFileName(file).StartsWith("appsettings", StringComparison.OrdinalIgnoreCase)))
            {
                yield return file;
            }
        }

        foreach (var child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (!SkippedFolders.Contains(Path.GetFileName(child), StringComparer.OrdinalIgnoreCase)
                && new DirectoryInfo(child).LinkTarget is null)
            {
                foreach (var file in Files(child))
                {
                    yield return file;
                }
            }
        }
    }
}
