using System.Text.Json;
using RedisSafety.Drills;
using RedisSafety.Drills.Measures;
using RedisSafety.Tool.Reports;

namespace RedisSafety.Tool.Drills;

/// <summary>Everything that a drill measured, as <c>docs/schemas/drill.schema.json</c> describes it.</summary>
internal static class DrillJson
{
    /// <summary>Writes the report.</summary>
    public static void Write(DrillReport report, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, ReportFiles.Json);
        json.WriteStartObject();
        json.WriteString("$schema", "https://raw.githubusercontent.com/RedisSafety/RedisSafety/main/docs/schemas/drill.schema.json");
        json.WriteNumber("version", 1);
        json.WriteString("tool", report.ToolVersion);
        json.WriteString("startedAt", report.StartedAt);
        json.WriteString("target", report.Target);
        json.WriteString("verdict", DrillReport.Text(report.Verdict));
        json.WriteNumber("seed", report.Settings.Seed);
        json.WriteNumber("callsPerSecond", report.Settings.Rate);
        json.WriteNumber("workers", report.Settings.Workers);
        json.WriteStartArray("scenarios");
        foreach (var scenario in report.Scenarios)
        {
            WriteScenario(scenario, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("trend");
        foreach (var row in report.Trend)
        {
            json.WriteStartObject();
            json.WriteString("scenario", row.Scenario);
            json.WriteNumber("runs", row.Runs);
            json.WriteNumber("medianRtoMs", row.MedianRtoMs);
            Optional(json, "rtoMs", row.RtoMs);
            json.WriteBoolean("regression", row.IsRegression);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteScenario(ScenarioReport scenario, Utf8JsonWriter json)
    {
        var result = scenario.Result;
        json.WriteStartObject();
        json.WriteString("name", result.Name);
        json.WriteString("description", result.Description);
        json.WriteString("triggeredAt", result.TriggeredAt);
        json.WriteString("verdict", DrillReport.Text(scenario.Verdict));
        Strings(json, "inconclusive", result.Inconclusive);
        json.WriteStartArray("checks");
        foreach (var check in scenario.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteString("limit", check.Limit);
            json.WriteString("value", check.Value);
            json.WriteString("verdict", DrillReport.Text(check.Verdict));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("failovers", result.Failovers);
        json.WriteNumber("noiseMs", result.NoiseMs);
        WriteOutage(json, "server", result.Server);
        WriteOutage(json, "endpoint", result.Endpoint);
        Optional(json, "withoutRedundancyMs", result.WithoutRedundancyMs);
        json.WriteStartArray("events");
        foreach (var one in result.Events)
        {
            json.WriteStartObject();
            json.WriteNumber("atMs", one.AtMs);
            json.WriteString("text", one.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("systems");
        foreach (var system in result.Systems)
        {
            WriteSystem(system, json);
        }

        json.WriteEndArray();
        json.WriteNumber("timelineFromMs", result.TimelineFromMs);
        json.WriteNumber("bucketMs", result.BucketMs);
        json.WriteEndObject();
    }

    private static void WriteSystem(SystemResult system, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("system", system.System);
        json.WriteString("title", system.Title);
        WriteOutage(json, "client", system.Outage);
        Optional(json, "addedMs", system.AddedMs);
        Optional(json, "sufficientBudgetMs", system.SufficientBudgetMs);
        json.WriteStartObject("lost");
        json.WriteNumber("count", system.Lost.Count);
        json.WriteString("first", system.Lost.First);
        json.WriteString("last", system.Lost.Last);
        json.WriteNumber("seconds", system.Lost.Seconds);
        json.WriteEndObject();
        json.WriteStartArray("operations");
        foreach (var operation in system.Operations)
        {
            json.WriteStartObject();
            json.WriteString("name", operation.Name);
            json.WriteString("command", operation.Command);
            json.WriteNumber("sent", operation.Sent);
            json.WriteNumber("ok", operation.Ok);
            Optional(json, "repeated", operation.Repeated);
            json.WriteNumber("failed", operation.Failed);
            json.WriteNumber("inDoubt", operation.InDoubt);
            json.WriteNumber("appliedTwice", operation.AppliedTwice);
            json.WriteNumber("misreported", operation.Misreported);
            json.WriteNumber("stale", operation.Stale);
            json.WriteNumber("lost", operation.Lost);
            Optional(json, "outageMs", operation.OutageMs);
            Optional(json, "p50Ms", operation.P50Ms);
            Optional(json, "p99Ms", operation.P99Ms);
            Optional(json, "maxMs", operation.MaxMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("faults");
        foreach (var (message, count) in system.Faults)
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("timeline");
        foreach (var bucket in system.Timeline)
        {
            json.WriteStartObject();
            json.WriteNumber("answered", bucket.Answered);
            json.WriteNumber("failed", bucket.Failed);
            json.WriteNumber("p50Ms", bucket.P50Ms);
            json.WriteNumber("maxMs", bucket.MaxMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOutage(Utf8JsonWriter json, string name, Outage? outage)
    {
        if (outage is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("fromMs", outage.FromMs);
        json.WriteNumber("toMs", outage.ToMs);
        json.WriteNumber("ms", Math.Round(outage.Ms, 2));
        json.WriteBoolean("recovered", outage.Recovered);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 2));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
