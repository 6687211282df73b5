using System.Text.Json;
using System.Text.Json.Nodes;

namespace RedisSafety.Tool.Drills;

/// <summary>A file with a line for each scenario of each drill, as JSON: it can be appended to, merged and read by anything.</summary>
internal static class DrillHistory
{
    private const int MostShown = 30;

    /// <summary>Reads the earlier runs and compares this one with them.</summary>
    /// <exception cref="ToolException">The file cannot be read, or a line of it is not JSON.</exception>
    public static IReadOnlyList<TrendRow> Compare(string file, DrillReport report)
    {
        var earlier = new List<(string Target, string Scenario, double Rto)>();
        if (File.Exists(file))
        {
            var number = 0;
            foreach (var line in ReadLines(file))
            {
                number++;
                if (line.Trim() is not { Length: > 0 } text)
                {
                    continue;
                }

                try
                {
                    var node = JsonNode.Parse(text);
                    if (node?["rtoMs"] is { } rto)
                    {
                        earlier.Add(((string?)node["target"] ?? "", (string?)node["scenario"] ?? "", (double)rto));
                    }
                }
                catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
                {
                    throw new ToolException($"Line {number} of '{file}' is no run of a drill: {exception.Message}", exception);
                }
            }
        }

        var rows = new List<TrendRow>();
        foreach (var scenario in report.Scenarios.Where(static scenario => scenario.Verdict != Verdict.Inconclusive))
        {
            var times = earlier.Where(run => run.Target == report.Target && run.Scenario == scenario.Result.Name)
                .Select(static run => run.Rto).ToList();
            if (times.Count > 0)
            {
                var median = times.Order().ElementAt(times.Count / 2);
                var rto = Rto(scenario);
                rows.Add(new TrendRow(
                    scenario.Result.Name, times.Count, median, rto,
                    rto is not { } now || (now > median * 1.5 && now > median + 50), [.. times.TakeLast(MostShown)]));
            }
        }

        return rows;
    }

    /// <summary>Appends this drill.</summary>
    /// <exception cref="ToolException">The file cannot be written.</exception>
    public static void Append(string file, DrillReport report)
    {
        var lines = report.Scenarios.Select(scenario => new JsonObject
        {
            ["at"] = scenario.Result.TriggeredAt.ToString("O"),
            ["target"] = report.Target,
            ["scenario"] = scenario.Result.Name,
            ["verdict"] = DrillReport.Text(scenario.Verdict),
            ["rtoMs"] = scenario.Verdict == Verdict.Inconclusive ? null : Rto(scenario),
            ["serverMs"] = scenario.Result.Server?.Ms,
            ["addedMs"] = scenario.Judged?.AddedMs,
            ["lost"] = scenario.Judged?.Lost.Count,
            ["failed"] = scenario.Judged?.Sum(static operation => operation.Failed + operation.InDoubt),
            ["seed"] = report.Settings.Seed,
            ["version"] = report.ToolVersion,
        }.ToJsonString());
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            File.AppendAllLines(file, lines);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"The history '{file}' cannot be written: {exception.Message}", exception);
        }
    }

    private static double? Rto(ScenarioReport scenario) => scenario.Judged?.Outage is { Recovered: true } outage ? outage.Ms : null;

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"The history '{file}' cannot be read: {exception.Message}", exception);
        }
    }
}
