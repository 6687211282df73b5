using RedisSafety.Tool.Baselines;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Reports;
using RedisSafety.Tool.Solutions;

namespace RedisSafety.Tool.Scan;

/// <summary>Compares a scan with its baseline, and writes the baseline where the command line asks for it.</summary>
internal sealed class BaselineStep
{
    private readonly BaselineRequest _request;
    private readonly string _file;
    private readonly BaselineFile? _before;

    /// <summary>Reads the baseline. A scan takes minutes: what is wrong with the file is reported before it.</summary>
    /// <exception cref="ToolException">The file cannot be read, or it is missing and the command line needs it.</exception>
    public BaselineStep(BaselineRequest request, ScanTarget target)
    {
        _request = request;
        _file = request.File ?? BaselineFile.Locate(target.Folder);
        if (File.Exists(_file))
        {
            _before = BaselineFile.Read(_file);
        }
        else if (Directory.Exists(_file))
        {
            throw new ToolException($"The baseline '{_file}' cannot be read: it is a folder.");
        }
        else if (!request.Update && (request.File is not null || request.Prune))
        {
            throw new ToolException($"The baseline '{_file}' does not exist. --update-baseline writes it.");
        }
    }

    /// <summary>Gives the compared scan and a line on what was written.</summary>
    public (ScanResult Result, string? Note) Run(ScanSettings settings, ScanResult result)
    {
        if (_before is null && !_request.Update)
        {
            return (result, null);
        }

        var before = _before ?? BaselineFile.Empty;
        var isWhole = settings.Exclude.Count == 0 && settings.Minimum == Severity.Info && settings.Build.Framework is null;
        var scope = new BaselineScope(result, settings.Rules, isWhole, () => ProjectNames(Path.GetDirectoryName(_file)!));
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var after = _request.Update ? new BaselineComparison(before, scope, today).Updated(result)
            : _request.Prune ? new BaselineComparison(before, scope, today).Pruned(result)
            : before;
        var compared = new BaselineComparison(after, scope, today).Apply(result) with
        {
            Baseline = _file,
            AllowsStale = _request.AllowStale,
        };
        if (!_request.Update && !_request.Prune)
        {
            return (compared, null);
        }

        after.Write(_file);
        var change = after.Findings.Values.Sum() - before.Findings.Values.Sum();
        return (compared,
            $"{result.Relative(_file)}: {Words.Count(after.Findings.Values.Sum(), "finding")} ({(change >= 0 ? "+" : "")}{change})");
    }

    private static IEnumerable<string> ProjectNames(string folder) =>
        ScanTargets.ProjectsBelow(folder).Select(project => Path.GetFileNameWithoutExtension(project));
}
