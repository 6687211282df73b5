using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Baselines;

/// <summary>
/// Which entries of a baseline a scan can judge: an entry of a project that was not checked, or of a rule that was not asked for, is
/// neither stale nor to be removed.
/// </summary>
internal sealed class BaselineScope
{
    private readonly Dictionary<string, ProjectStatus> _projects = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rules;
    private readonly bool _isWhole;
    private readonly Lazy<HashSet<string>> _projectFiles;

    /// <param name="result">The scan.</param>
    /// <param name="rules">The rules that were asked for. None means all.</param>
    /// <param name="isWhole">True if no filter left out source files, severities or target frameworks.</param>
    /// <param name="projectFiles">The names of all project files that the baseline may be about.</param>
    public BaselineScope(ScanResult result, IEnumerable<string> rules, bool isWhole, Func<IEnumerable<string>> projectFiles)
    {
        _rules = [.. rules];
        _isWhole = isWhole;
        _projectFiles = new(() => projectFiles().ToHashSet(StringComparer.Ordinal));
        foreach (var project in result.Projects)
        {
            _projects[project.Name] = project.Status;
        }
    }

    /// <summary>True if the scan would have reported the finding if it were still there.</summary>
    public bool Judges(FindingKey key)
    {
        if (!_isWhole || (_rules.Count > 0 && !_rules.Contains(key.Rule)))
        {
            return false;
        }

        return _projects.TryGetValue(key.Project, out var status)
            ? status is ProjectStatus.Checked or ProjectStatus.WithoutRedis
            : !_projectFiles.Value.Contains(key.Project);
    }
}
