using System.Text;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Rules;

namespace RedisSafety.Tool.Reports;

/// <summary>A summary for a pull request: the verdict first, then new findings, shortened to what a comment may hold.</summary>
internal static class MarkdownReport
{
    /// <summary>GitHub refuses comments above 65,536 characters.</summary>
    private const int MostCharacters = 60_000;

    /// <summary>Writes the report.</summary>
    public static void Write(ScanResult result, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(Text(result));
    }

    private static string Text(ScanResult result)
    {
        var text = new StringBuilder("## RedisSafety\n\n");
        var @new = result.New.OrderByDescending(finding => finding.Severity).ToList();
        text.Append(result.ExitCode switch
        {
            ExitCode.Clean => "✅ Nothing new was found.",
            ExitCode.Findings when @new.Count == 0 => "❌ The baseline has entries that no longer occur.",
            ExitCode.Findings => $"❌ {Words.Count(@new.Count, "new finding")}.",
            _ when !result.Checked.Any() => "⚠️ Nothing was checked.",
            _ => "⚠️ Not everything was checked.",
        });
        var known = result.Findings.Count(finding => finding.Suppression is null && !finding.IsNew);
        text.Append($" {Words.Count(result.Checked.Count(), "project")} checked, {known} known in the baseline.\n");

        foreach (var project in result.NotChecked)
        {
            text.Append($"\n**Not checked:** `{result.Relative(project.Path)}`\n");
            foreach (var reason in project.Reasons)
            {
                text.Append($"- {Escaped(reason)}\n");
            }
        }

        foreach (var error in result.Errors)
        {
            text.Append($"\n**Error:** {Escaped(error)}\n");
        }

        WriteFindings(result, @new, text);
        if (result.Stale.Count > 0)
        {
            text.Append("\n### No longer in the code\n\nRemove them from the baseline with `redis-safety scan --prune`.\n\n");
            foreach (var entry in result.Stale.TakeWhile(_ => text.Length < MostCharacters))
            {
                text.Append($"- {entry.Key.Rule} `{entry.Key.Member}` `{Code(entry.Key.Subject)}`\n");
            }
        }

        return text.ToString();
    }

    private static void WriteFindings(ScanResult result, List<Finding> findings, StringBuilder text)
    {
        if (findings.Count == 0)
        {
            return;
        }

        text.Append("\n| rule | new | |\n|---|---|---|\n");
        foreach (var rule in findings.GroupBy(finding => finding.Rule))
        {
            text.Append($"| {Link(rule.Key)} | {rule.Count()} | {Escaped(RulePages.Find(rule.Key)?.Title ?? "")} |\n");
        }

        text.Append('\n');
        var written = 0;
        foreach (var finding in findings.TakeWhile(_ => text.Length < MostCharacters))
        {
            written++;
            var place = $"{result.Relative(finding.Place.File)}:{finding.Place.StartLine}";
            text.Append($"- **{Words.Of(finding.Severity)}** {Link(finding.Rule)} `{place}` {Escaped(finding.Message)}\n");
        }

        if (written < findings.Count)
        {
            text.Append($"\nand {findings.Count - written} more\n");
        }
    }

    private static string Link(string rule) => RulePages.Find(rule) is { } page ? $"[{rule}]({page.HelpUri})" : rule;

    /// <summary>A code span ends at the first backtick.</summary>
    private static string Code(string text) => text.Replace('`', '\'');

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text.ReplaceLineEndings(" "))
        {
            if (character is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#')
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
