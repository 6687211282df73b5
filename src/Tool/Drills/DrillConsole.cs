using System.Globalization;
using RedisSafety.Drills;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Drills;

/// <summary>Prints a drill: its events while it runs, and its tables at the end.</summary>
internal static class DrillConsole
{
    /// <summary>An event with its time.</summary>
    public static string Line(DrillEvent one) => double.IsNaN(one.AtMs)
        ? $"              {one.Text}"
        : string.Create(CultureInfo.InvariantCulture, $"  {one.AtMs,8:+0;-0;0} ms  {one.Text}");

    /// <summary>Prints a scenario that has ended.</summary>
    public static void Print(ScenarioReport scenario, Output output)
    {
        var result = scenario.Result;
        output.Line($"{result.Name}: {DrillReport.Text(scenario.Verdict)}", Style(scenario.Verdict));
        foreach (var reason in result.Inconclusive)
        {
            output.Line("  " + reason);
        }

        foreach (var sentence in DrillTables.Servers(result))
        {
            output.Line("  " + sentence);
        }

        if (result.Systems.Count > 0)
        {
            output.Table(DrillTables.SystemColumns, DrillTables.Systems(result));
        }

        foreach (var sentence in result.Systems.SelectMany(DrillTables.Notes))
        {
            output.Line("  " + sentence);
        }

        foreach (var check in scenario.Checks)
        {
            output.Line($"  {DrillReport.Text(check.Verdict)}: {check.Name} {check.Value}, allowed {check.Limit}", Style(check.Verdict));
        }

        output.Line();
    }

    /// <summary>Prints the comparison with earlier drills, and the verdict.</summary>
    public static void Print(DrillReport report, Output output)
    {
        foreach (var row in report.Trend)
        {
            var cells = DrillMarkdown.Row(row);
            output.Line(
                $"{row.Scenario}: {cells[3]} without a write; the median of {cells[1]} earlier runs is {cells[2]} {cells[4]}".TrimEnd(),
                row.IsRegression ? "yellow" : "grey");
        }

        var counts = report.Scenarios.GroupBy(static scenario => scenario.Verdict).OrderByDescending(static group => group.Key)
            .Select(static group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {DrillReport.Text(group.Key)}"));
        output.Line(
            $"{DrillReport.Text(report.Verdict)}: {string.Join(", ", counts)} (seed {report.Settings.Seed})", Style(report.Verdict));
    }

    private static string Style(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "green",
        Verdict.Fail => "red",
        _ => "yellow",
    };
}
