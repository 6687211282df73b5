using System.Reflection;
using RedisSafety.Tool.Builds;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Solutions;
using RedisSafety.Tool.Sources;

namespace RedisSafety.Tool.Scan;

/// <summary>Scans a target: builds it, reads what the rules reported, and records how far it got.</summary>
internal sealed class Scanner(ScanSettings settings, SourceFiles sources, Action<string> progress)
{
    /// <summary>The number of errors that a report repeats for a project that does not build.</summary>
    private const int MostReasons = 5;

    /// <summary>Runs the scan.</summary>
    public async Task<ScanResult> RunAsync(ScanTarget target, CancellationToken cancellationToken)
    {
        var root = target.Root;
        var filter = new PathFilter(settings.Include, settings.Exclude);
        var wanted = target.Projects.Where(project => filter.Includes(Relative(root, project))).ToHashSet(StringComparer.Ordinal);
        var missing = wanted.Where(project => !File.Exists(project)).ToHashSet(StringComparer.Ordinal);
        wanted.ExceptWith(missing);
        if (wanted.Count == 0 && missing.Count == 0)
        {
            throw new ToolException(target.Projects.Count == 0
                ? $"'{target.Path}' has no projects."
                : "The filters leave no project to check.");
        }

        using var cache = ScanCache.Open(settings.Build.CacheRoot, target.Path, ScanBuild.CacheSettings(settings.Build));
        var outcome = await new ScanBuild(target, settings.Build, cache, progress).RunAsync(wanted, cancellationToken);

        var projects = target.Projects
            .Select(project => missing.Contains(project)
                ? NotChecked(project, ["The file does not exist."])
                : !wanted.Contains(project) ? new ProjectResult(project, Name(project), ProjectStatus.LeftOut, [], 0, [])
                : outcome.WithoutRedis.Contains(project) ? new ProjectResult(project, Name(project), ProjectStatus.WithoutRedis, [], 0, [])
                : Judge(root, project, outcome))
            .ToList();
        if (settings.Build.Framework is { } framework && outcome.Records.Count > 0
            && outcome.Records.All(record => record.Framework != framework))
        {
            throw new ToolException($"No project that uses Redis has the target framework '{framework}'.");
        }

        var findings = projects.Where(project => project.Status == ProjectStatus.Checked)
            .SelectMany(project => Findings(project.Path, outcome))
            .Where(finding => !filter.Excludes(Relative(root, finding.Place.File)))
            .OrderBy(finding => finding.Place.File, StringComparer.Ordinal)
            .ThenBy(finding => finding.Place.StartLine)
            .ThenBy(finding => finding.Place.StartColumn)
            .ThenBy(finding => finding.Rule, StringComparer.Ordinal)
            .ThenBy(finding => finding.Key.Project, StringComparer.Ordinal);

        return new ScanResult
        {
            Target = target.Path,
            Root = root,
            Projects = projects,
            Findings = Numbered(findings),
            Errors = [.. outcome.Errors.Where(error => !IsOfProject(error)).Select(error => error.Text).Distinct()],
            ToolVersion = Version,
        };
    }

    private static string Version { get; } = typeof(Scanner).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    private static bool IsOfProject(BuildError error) =>
        Path.GetExtension(error.Project ?? "").EndsWith("proj", StringComparison.OrdinalIgnoreCase);

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static string Relative(string root, string file) => Path.GetRelativePath(root, file).Replace('\\', '/');

    private static ProjectResult NotChecked(string project, IReadOnlyList<string> reasons) =>
        new(project, Name(project), ProjectStatus.NotChecked, [], 0, reasons);

    private static ProjectResult Judge(string root, string project, BuildOutcome outcome)
    {
        var records = outcome.Records.Where(record => record.Project == project).ToList();
        var errors = outcome.Errors.Where(error => error.Project == project).Select(error => error.Text).Distinct().ToList();
        if (errors.Count > 0)
        {
            return NotChecked(project, Shortened(root, errors));
        }

        if (records.Count == 0)
        {
            return NotChecked(project, [Path.GetExtension(project).Equals(".csproj", StringComparison.OrdinalIgnoreCase)
                ? "It was not compiled, for example because a project that it depends on does not build."
                : "The rules read C# only."]);
        }

        if (records.Any(record => !record.Compiled))
        {
            return NotChecked(project, ["The build ended before it was compiled."]);
        }

        var name = records[0].Assembly is { Length: > 0 } assembly ? assembly : Name(project);
        var withRedis = records.Where(record => record is { HasRedis: true, IsEmpty: false }).ToList();
        if (withRedis.Count == 0 && records.All(record => record.IsOfOtherFramework))
        {
            return new ProjectResult(project, name, ProjectStatus.LeftOut, [], 0, []);
        }

        if (withRedis.Count == 0)
        {
            return new ProjectResult(project, name, ProjectStatus.WithoutRedis, [], 0, []);
        }

        var logs = withRedis.Select(record => outcome.Logs.GetValueOrDefault(record.Log)).ToList();
        return logs.Any(log => log is not { HasRun: true })
            ? NotChecked(project, ["The compiler did not run the rules. They need C# compiler 4.8 or newer (.NET SDK 8.0.100)."])
            : new ProjectResult(
                project,
                name,
                ProjectStatus.Checked,
                [.. withRedis.Select(record => record.Framework).Order(StringComparer.Ordinal)],
                logs.Max(log => log!.Files),
                []);
    }

    /// <summary>The first errors, with paths that start at the root.</summary>
    private static List<string> Shortened(string root, List<string> errors)
    {
        var shown = errors.Take(MostReasons)
            .Select(error => error.Replace(root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
        return errors.Count <= MostReasons
            ? [.. shown]
            : [.. shown, $"and {errors.Count - MostReasons} more {(errors.Count - MostReasons == 1 ? "error" : "errors")}"];
    }

    /// <summary>A finding of several target frameworks is one finding.</summary>
    private IEnumerable<Finding> Findings(string project, BuildOutcome outcome) => outcome.Records
        .Where(record => record.Project == project && record is { HasRedis: true, IsEmpty: false })
        .SelectMany(record => Findings(record, outcome.Logs[record.Log]))
        .GroupBy(finding => (finding.Rule, finding.Place, finding.Key.Member))
        .Select(same => same.First() with
        {
            Frameworks = [.. same.SelectMany(finding => finding.Frameworks).Distinct().Order(StringComparer.Ordinal)],
            Severity = same.Max(finding => finding.Severity),
            Suppression = same.Any(finding => finding.Suppression is null) ? null : same.First().Suppression,
        });

    private IEnumerable<Finding> Findings(BuildRecord record, CompilerLog log)
    {
        foreach (var result in log.Results)
        {
            if (result.Severity < settings.Minimum
                || (settings.Rules.Count > 0 && !settings.Rules.Contains(result.Rule, StringComparer.OrdinalIgnoreCase)))
            {
                continue;
            }

            // A result without a place is about the project as a whole.
            var place = result.Place ?? new Place(record.Project, 1, 1, 1, 1);
            yield return new Finding
            {
                Key = new FindingKey(
                    result.Rule,
                    record.Assembly,
                    result.Scope ?? (result.Place is null ? "" : log.MemberAt(place)),
                    result.Scope is not null || result.Place is null ? "" : sources.Subject(place, record.Symbols)),
                ProjectPath = record.Project,
                Frameworks = [record.Framework],
                Severity = result.Severity,
                Message = result.Message,
                Place = place,
                Related = result.Related,
                Suppression = result.Suppression,
            };
        }
    }

    private static List<Finding> Numbered(IEnumerable<Finding> findings)
    {
        var counts = new Dictionary<FindingKey, int>();
        var numbered = new List<Finding>();
        foreach (var finding in findings)
        {
            var ordinal = counts.GetValueOrDefault(finding.Key);
            counts[finding.Key] = ordinal + 1;
            numbered.Add(finding with { Ordinal = ordinal });
        }

        return numbered;
    }
}
