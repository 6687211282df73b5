using System.Globalization;
using System.Text;

namespace RedisSafety.Tool.Drills;

/// <summary>A summary for a pull request, a wiki or a runbook.</summary>
internal static class DrillMarkdown
{
    /// <summary>Writes the report.</summary>
    public static void Write(DrillReport report, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        writer.WriteLine($"# Failover drill: {DrillReport.Text(report.Verdict)}");
        writer.WriteLine();
        writer.WriteLine(Cell(DrillTables.Settings(report)));
        foreach (var scenario in report.Scenarios)
        {
            writer.WriteLine();
            writer.WriteLine($"## {scenario.Result.Name}: {DrillReport.Text(scenario.Verdict)}");
            writer.WriteLine();
            writer.WriteLine(Cell(scenario.Result.Description));
            writer.WriteLine();
            foreach (var reason in scenario.Result.Inconclusive)
            {
                writer.WriteLine($"- Inconclusive: {Cell(reason)}");
            }

            foreach (var sentence in DrillTables.Servers(scenario.Result).Concat(scenario.Result.Systems.SelectMany(DrillTables.Notes)))
            {
                writer.WriteLine($"- {Cell(sentence)}");
            }

            Table(writer, DrillTables.SystemColumns, DrillTables.Systems(scenario.Result));
            Table(writer, ["limit", "allowed", "measured", "verdict"], scenario.Checks.Select(static check =>
                new[] { check.Name, check.Limit, check.Value, DrillReport.Text(check.Verdict) }));
        }

        if (report.Trend.Count > 0)
        {
            writer.WriteLine();
            writer.WriteLine("## Trend");
            Table(writer, ["scenario", "earlier runs", "their median", "this run", ""], report.Trend.Select(Row));
        }
    }

    /// <summary>A row of the trend.</summary>
    public static string[] Row(TrendRow row) =>
    [
        row.Scenario,
        row.Runs.ToString(CultureInfo.InvariantCulture),
        Durations.Text(row.MedianRtoMs),
        row.RtoMs is { } rto ? Durations.Text(rto) : "no end seen",
        row.IsRegression ? "(slower than before)" : "",
    ];

    private static void Table(StreamWriter writer, IReadOnlyList<string> header, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        writer.WriteLine();
        writer.WriteLine($"| {string.Join(" | ", header)} |");
        writer.WriteLine($"|{string.Concat(header.Select(static _ => "---|"))}");
        foreach (var row in all)
        {
            writer.WriteLine($"| {string.Join(" | ", row.Select(Cell))} |");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
