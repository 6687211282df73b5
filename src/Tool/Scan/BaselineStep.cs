using RedisSafety.Tool.Baselines;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Reports;
using RedisSafety.Tool.Solutions;

namespace RedisSafety.Tool.Scan;

/// <summary>Compares a scan with its baseline, and writes the baseline where the command line asks for it.</summary>
internal static class BaselineStep
{
    /// <summary>Gives the compared scan and a line on what was written.</summary>
    public static (ScanResult Result, string? Note) Run(
        BaselineRequest request, ScanSettings settings, ScanTarget target, ScanResult result)
    {
        var file = request.File ?? BaselineFile.Locate(target.Folder);
        var exists = File.Exists(file);
        if (!exists && !request.Update)
        {
            return request.File is null && !request.Prune
                ? (result, null)
                : throw new ToolException($"The baseline '{file}' does not exist. --update-baseline writes it.");
        }

        var before = exists ? BaselineFile.Read(file) : BaselineFile.Empty;
        var isWhole = settings.Exclude.Count == 0 && settings.Minimum == Severity.Info && settings.Build.Framework is null;
        var scope = new BaselineScope(result, settings.Rules, isWhole, () => ProjectNames(Path.GetDirectoryName(file)!));
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var after = request.Update ? new BaselineComparison(before, scope, today).Updated(result)
            : request.Prune ? new BaselineComparison(before, scope, today).Pruned(result)
            : before;
        var compared = new BaselineComparison(after, scope, today).Apply(result) with
        {
            Baseline = file,
            AllowsStale = request.AllowStale,
        };
        if (!request.Update && !request.Prune)
        {
            return (compared, null);
        }

        after.Write(file);
        var change = after.Findings.Values.Sum() - before.Findings.Values.Sum();
        return (compared,
            $"{result.Relative(file)}: {Words.Count(after.Findings.Values.Sum(), "finding")} ({(change >= 0 ? "+" : "")}{change})");
    }

    private static IEnumerable<string> ProjectNames(string folder) =>
        ScanTargets.ProjectsBelow(folder).Select(project => Path.GetFileNameWithoutExtension(project));
}
