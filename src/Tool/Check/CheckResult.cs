using RedisSafety.Provisioning;
using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Check;

/// <summary>Brings the findings of a deployment to the form that every report reads: a file takes the part of a project.</summary>
internal static class CheckResult
{
    public static ScanResult Of(string target, IReadOnlyList<string> sources, IReadOnlyList<ProvisioningFinding> findings)
    {
        var root = Directory.GetCurrentDirectory();
        return new ScanResult
        {
            Target = target,
            Root = root,
            ToolVersion = typeof(CheckResult).Assembly.GetName().Version?.ToString(3) ?? "0.0.0",
            Projects = [.. sources.Select(source =>
                new ProjectResult(Full(source), Path.GetFileName(source), ProjectStatus.Checked, [], 1, []))],
            Findings = [.. findings.Select(Finding)],
        };
    }

    private static Finding Finding(ProvisioningFinding finding)
    {
        var (line, column) = (Math.Max(1, finding.Place.Line), Math.Max(1, finding.Place.Column));
        var file = Full(finding.Place.File);
        return new Finding
        {
            Key = new FindingKey(finding.Rule.Id, Path.GetFileName(finding.Place.File), finding.Place.Path, finding.Resource),
            ProjectPath = file,
            Frameworks = [],
            Severity = finding.Severity switch
            {
                ProvisioningSeverity.Error => Severity.Error,
                ProvisioningSeverity.Warning => Severity.Warning,
                _ => Severity.Info,
            },
            Message = $"{finding.Message}. Change: {finding.Change}",
            Place = new Place(file, line, column, line, column + 1),
            Related = [],
        };
    }

    // A server has an address and no path.
    private static string Full(string file) => File.Exists(file) ? Path.GetFullPath(file) : file;
}
