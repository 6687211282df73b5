using System.Globalization;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Rules;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Reports;

/// <summary>The summary for the console: by rule and by project, worst first, and what could not be checked.</summary>
internal static class SummaryReport
{
    /// <summary>The most new findings that are listed one by one. Files have them all.</summary>
    private const int MostListed = 50;

    /// <summary>Prints the summary.</summary>
    public static void Write(ScanResult result, Output output)
    {
        var reported = result.Findings.Where(finding => finding.Suppression is null).ToList();
        if (reported.Count > 0)
        {
            output.Table(
                ["Rule", "Severity", "New", "Known", "Title"],
                reported.GroupBy(finding => finding.Rule)
                    .OrderByDescending(rule => rule.Max(finding => finding.Severity))
                    .ThenByDescending(rule => rule.Count(finding => finding.IsNew))
                    .ThenByDescending(rule => rule.Count())
                    .ThenBy(rule => rule.Key, StringComparer.Ordinal)
                    .Select(rule => (string[])
                    [
                        rule.Key,
                        Word(rule.Max(finding => finding.Severity)),
                        Number(rule.Count(finding => finding.IsNew)),
                        Number(rule.Count(finding => !finding.IsNew)),
                        RulePages.Find(rule.Key)?.Title ?? "",
                    ]));
            output.Line();
            output.Table(
                ["Project", "New", "Known", "Errors", "Warnings", "Infos"],
                reported.GroupBy(finding => finding.Key.Project)
                    .OrderByDescending(project => project.Count(finding => finding.IsNew))
                    .ThenByDescending(project => project.Max(finding => finding.Severity))
                    .ThenByDescending(project => project.Count())
                    .ThenBy(project => project.Key, StringComparer.Ordinal)
                    .Select(project => (string[])
                    [
                        project.Key,
                        Number(project.Count(finding => finding.IsNew)),
                        Number(project.Count(finding => !finding.IsNew)),
                        Number(project.Count(finding => finding.Severity == Severity.Error)),
                        Number(project.Count(finding => finding.Severity == Severity.Warning)),
                        Number(project.Count(finding => finding.Severity == Severity.Info)),
                    ]));
            output.Line();
        }

        WriteFindings(result, output);
        WriteStale(result, output);
        WriteNotChecked(result, output);
        WriteVerdict(result, output);
    }

    private static void WriteFindings(ScanResult result, Output output)
    {
        var all = result.New
            .OrderByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Place.File, StringComparer.Ordinal)
            .ThenBy(finding => finding.Place.StartLine)
            .ToList();
        foreach (var finding in all.Take(MostListed))
        {
            output.Line(
                $"{result.Relative(finding.Place.File)}({finding.Place.StartLine},{finding.Place.StartColumn}): "
                + $"{Word(finding.Severity)} {finding.Rule}: {finding.Message}",
                finding.Severity switch { Severity.Error => "red", Severity.Warning => "yellow", _ => "default" });
        }

        if (all.Count > MostListed)
        {
            output.Line($"and {all.Count - MostListed} more. --html, --sarif, --json and --markdown have them all.");
        }

        if (all.Count > 0)
        {
            output.Line();
        }
    }

    private static void WriteStale(ScanResult result, Output output)
    {
        if (result.Stale.Count == 0)
        {
            return;
        }

        output.Line($"The baseline has {Words.Count(result.Stale.Count, "entry", "entries")} that no longer occur:", "bold");
        foreach (var entry in result.Stale.Take(MostListed))
        {
            output.Line(
                $"  {entry.Key.Rule} {entry.Key.Project} {entry.Key.Member} {entry.Key.Subject}"
                + $" ({entry.Expected} in the baseline, {entry.Found} found)");
        }

        output.Line(result.AllowsStale ? "They are allowed." : "Remove them with --prune, or pass --allow-stale.");
        output.Line();
    }

    private static void WriteNotChecked(ScanResult result, Output output)
    {
        foreach (var project in result.NotChecked)
        {
            output.Line($"not checked: {result.Relative(project.Path)}", "bold red");
            foreach (var reason in project.Reasons)
            {
                output.Line("  " + reason);
            }
        }

        foreach (var error in result.Errors)
        {
            output.Line("error: " + error, "bold red");
        }

        if (result.Errors.Count > 0 || result.NotChecked.Any())
        {
            output.Line();
        }
    }

    private static void WriteVerdict(ScanResult result, Output output)
    {
        var @checked = result.Checked.ToList();
        var parts = new List<string>
        {
            $"{Words.Count(@checked.Count, "project")} checked ({Words.Count(@checked.Sum(project => project.Files), "file")})",
        };
        Add(ProjectStatus.WithoutRedis, "without Redis");
        Add(ProjectStatus.LeftOut, "left out");
        Add(ProjectStatus.NotChecked, "NOT CHECKED");
        output.Line(string.Join(", ", parts));

        var found = $"{Words.Count(result.New.Count(), "new finding")}";
        var known = result.Findings.Count(finding => finding.Suppression is null && !finding.IsNew);
        var suppressed = result.Findings.Count(finding => finding.Suppression is not null);
        found += known > 0 ? $", {known} in the baseline" : "";
        found += suppressed > 0 ? $", {suppressed} suppressed in source" : "";
        output.Line(
            @checked.Count == 0 && !result.NotChecked.Any() ? "Nothing was checked: no project references StackExchange.Redis." : found,
            result.ExitCode switch { ExitCode.Clean => "bold green", ExitCode.Findings => "bold yellow", _ => "bold red" });

        void Add(ProjectStatus status, string text)
        {
            if (result.Projects.Count(project => project.Status == status) is > 0 and var count)
            {
                parts.Add($"{count} {text}");
            }
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Word(Severity severity) => Words.Of(severity);
}
