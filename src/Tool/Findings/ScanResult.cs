namespace RedisSafety.Tool.Findings;

/// <summary>All that a scan found, and how far it got.</summary>
internal sealed record ScanResult
{
    /// <summary>The scanned solution, project or folder.</summary>
    public required string Target { get; init; }

    /// <summary>The folder that paths in reports are relative to.</summary>
    public required string Root { get; init; }

    /// <summary>Every project, in the order of paths.</summary>
    public required IReadOnlyList<ProjectResult> Projects { get; init; }

    /// <summary>Every finding, suppressed ones included, in the order of places.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Errors that belong to no project.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Entries of the baseline that no longer occur.</summary>
    public IReadOnlyList<StaleEntry> Stale { get; init; } = [];

    /// <summary>True if stale entries do not count for the exit code.</summary>
    public bool AllowsStale { get; init; }

    /// <summary>The baseline that findings were compared with, or null.</summary>
    public string? Baseline { get; init; }

    /// <summary>The version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Findings that count for the exit code.</summary>
    public IEnumerable<Finding> New => Findings.Where(finding => finding.IsNew);

    /// <summary>Projects that should have been checked and could not be.</summary>
    public IEnumerable<ProjectResult> NotChecked => Projects.Where(project => project.Status == ProjectStatus.NotChecked);

    /// <summary>Projects that were checked.</summary>
    public IEnumerable<ProjectResult> Checked => Projects.Where(project => project.Status == ProjectStatus.Checked);

    /// <summary>The exit code of the scan.</summary>
    public int ExitCode => Errors.Count > 0 || NotChecked.Any() || !Checked.Any() ? Tool.ExitCode.NotChecked
        : New.Any() || (Stale.Count > 0 && !AllowsStale) ? Tool.ExitCode.Findings
        : Tool.ExitCode.Clean;

    /// <summary>The path of a file relative to the root, with forward slashes.</summary>
    public string Relative(string file)
    {
        var relative = Path.GetRelativePath(Root, file).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) ? file.Replace('\\', '/') : relative;
    }
}
