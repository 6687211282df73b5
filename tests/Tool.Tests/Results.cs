using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Tests;

/// <summary>Makes results of scans without a scan.</summary>
internal static class Results
{
    public static string Root { get; } = Path.GetTempPath().TrimEnd(Path.DirectorySeparatorChar);

    public static ScanResult Scan(params Finding[] findings) => new()
    {
        Target = Path.Combine(Root, "Shop.slnx"),
        Root = Root,
        Projects = [Project("Shop", ProjectStatus.Checked)],
        Findings = findings,
        ToolVersion = "1.2.3",
    };

    public static ProjectResult Project(string name, ProjectStatus status, params string[] reasons) => new(
        Path.Combine(Root, name, name + ".csproj"), name, status, ["net10.0"], status == ProjectStatus.Checked ? 3 : 0, reasons);

    public static Finding Finding(
        string rule = "RSF2001",
        string member = "M:Shop.Cart.Get",
        string subject = "StringGet \"cart\"",
        string project = "Shop",
        int line = 10,
        string message = "A message",
        Severity severity = Severity.Warning) => new()
        {
            Key = new FindingKey(rule, project, member, subject),
            ProjectPath = Path.Combine(Root, project, project + ".csproj"),
            Frameworks = ["net10.0"],
            Severity = severity,
            Message = message,
            Place = new Place(Path.Combine(Root, project, "Cart.cs"), line, 5, line, 20),
            Related = [new Place(Path.Combine(Root, project, "Cart.cs"), line - 1, 5, line - 1, 20)],
        };
}
