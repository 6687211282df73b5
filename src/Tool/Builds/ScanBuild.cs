using RedisSafety.Tool.Solutions;

namespace RedisSafety.Tool.Builds;

/// <summary>
/// Restores and builds the user's code with the user's SDK, with the rules added and every output in the cache: sources, <c>obj</c> and
/// <c>bin</c> stay as they are.
/// </summary>
internal sealed class ScanBuild(ScanTarget target, BuildSettings settings, ScanCache cache, Action<string> progress)
{
    /// <summary>The folder of the tool, which also holds the files that MSBuild imports.</summary>
    private static string ToolFolder { get; } = AppContext.BaseDirectory;

    /// <summary>
    /// The SDK adds a file of its own to this property, the one for artifacts output. A property on the command line would keep it out.
    /// </summary>
    private static Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal)
    {
        ["CustomAfterDirectoryBuildProps"] = Path.Combine(ToolFolder, "RedisSafety.Scan.props"),
    };

    /// <summary>Everything that makes two builds of one target different.</summary>
    public static IEnumerable<string> CacheSettings(BuildSettings settings) =>
    [
        typeof(ScanBuild).Assembly.ManifestModule.ModuleVersionId.ToString(),
        .. Directory.EnumerateFiles(Path.Combine(ToolFolder, "analyzers"))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}"),
        settings.Configuration ?? "",
        settings.Framework ?? "",
        .. settings.Properties.Order(StringComparer.Ordinal),
    ];

    /// <summary>Builds the projects of the target.</summary>
    /// <param name="projects">The projects to check. Others are built only if one of these depends on them.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    public async Task<BuildOutcome> RunAsync(IReadOnlyCollection<string> projects, CancellationToken cancellationToken)
    {
        cache.Begin();
        progress("Restoring packages");
        var restored = await DotNet.RunAsync(
            target.Folder, ["restore", Part(projects), "-nologo", "-v:q", .. Properties()], Variables, cancellationToken);
        var errors = BuildError.Read(restored.Lines).ToList();

        // Packages that were not restored are missing in what the restore writes: such a project is built, and its errors are reported.
        var unrestored = errors.Select(error => error.Project).ToHashSet(StringComparer.Ordinal);
        var isWhole = errors.All(error => error.Project is { } project && projects.Contains(project));
        var without = RedisUse.ProjectsWithout(cache.Folder, [.. projects.Where(project => isWhole && !unrestored.Contains(project))]);
        var wanted = projects.Where(project => !without.Contains(project)).ToList();
        if (wanted.Count == 0)
        {
            cache.Complete();
            return new BuildOutcome([], without, errors, new Dictionary<string, CompilerLog>());
        }

        var part = Part(wanted);
        var built = await BuildAsync(part, wanted.Count, [], cancellationToken);

        // Rules that the user's configuration makes errors end a compilation, and with it all that depends on the project.
        if (built.Where(error => error.Code.StartsWith("RSF", StringComparison.Ordinal)).Any(error => !IsOfGenerator(error)))
        {
            built = await BuildAsync(part, wanted.Count, ["-p:RedisSafetyScanLowersErrors=true"], cancellationToken);
        }

        cache.Complete();
        errors.AddRange(built);
        progress("Reading results");
        var records = BuildRecord.ReadAll(cache.RunFolder);
        var logs = records.Where(record => record is { HasRedis: true, Compiled: true, IsEmpty: false })
            .Select(record => record.Log)
            .Distinct(StringComparer.Ordinal)
            .Select(file => (File: file, Log: CompilerLog.TryRead(file)))
            .Where(read => read.Log is not null)
            .ToDictionary(read => read.File, read => read.Log!);
        return new BuildOutcome(records, without, errors, logs);
    }

    /// <summary>Without the generated half of a repository the code does not compile, whatever the severity.</summary>
    private static bool IsOfGenerator(BuildError error) => error.Code.StartsWith("RSF0", StringComparison.Ordinal);

    /// <summary>A file that a build takes for some of the projects: the user's own if these are all.</summary>
    private string Part(IReadOnlyCollection<string> projects) =>
        target.IsFolder ? PartialSolution.WriteSolution(cache.Folder, projects)
        : target.Solution is { } solution && projects.Count < target.Projects.Count
            ? PartialSolution.WriteFilter(cache.Folder, solution, projects)
            : target.Path;

    private async Task<IReadOnlyList<BuildError>> BuildAsync(
        string path, int projects, IEnumerable<string> more, CancellationToken cancellationToken)
    {
        progress($"Building and checking {Count(projects, "project")}");
        string[] arguments = ["build", path, "--no-restore", "-nologo", "-v:q", "-clp:NoSummary;ErrorsOnly", .. Properties(), .. more];
        var run = await DotNet.RunAsync(target.Folder, arguments, Variables, cancellationToken);
        var errors = BuildError.Read(run.Lines);
        return run.ExitCode != 0 && errors.Count == 0
            ? [new BuildError(null, "", string.Join('\n', run.Lines.Where(line => line.Trim() is not "").TakeLast(5)))]
            : errors;
    }

    private IEnumerable<string> Properties()
    {
        if (settings.Configuration is { } configuration)
        {
            yield return "-p:Configuration=" + configuration;
        }

        foreach (var property in settings.Properties)
        {
            yield return "-p:" + property;
        }

        yield return "-p:CustomBeforeMicrosoftCommonTargets=" + Escaped(Path.Combine(ToolFolder, "RedisSafety.Scan.Before.targets"));
        yield return "-p:CustomAfterDirectoryBuildTargets=" + Escaped(Path.Combine(ToolFolder, "RedisSafety.Scan.After.targets"));
        yield return "-p:CustomAfterMicrosoftCommonCrossTargetingTargets="
            + Escaped(Path.Combine(ToolFolder, "RedisSafety.Scan.Always.targets"));

        // A static graph restore runs none of the targets that keep the user's lock files as they are.
        yield return "-p:RestoreUseStaticGraphEvaluation=false";
        yield return "-p:RedisSafetyScanTool=" + Escaped(ToolFolder);
        yield return "-p:RedisSafetyScanFolder=" + Escaped(cache.Folder);
        yield return "-p:RedisSafetyScanRun=" + Escaped(cache.RunFolder);
        yield return "-p:RedisSafetyScanFramework=" + settings.Framework;
    }

    /// <summary>MSBuild takes commas and semicolons in a property's value as the begin of the next property.</summary>
    private static string Escaped(string value) => value
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace(";", "%3B", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
