using System.Text.Json;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Rules;
using RedisSafety.Tool.Sources;

namespace RedisSafety.Tool.Reports;

/// <summary>
/// SARIF 2.1.0 with relative addresses, stable fingerprints, the state against the baseline, and suppressions. Baseline entries that no
/// longer occur are not in it: services reject results without a place.
/// </summary>
internal static class SarifReport
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>The base of relative addresses.</summary>
    private const string Root = "SRCROOT";

    /// <summary>Writes the report.</summary>
    public static void Write(ScanResult result, SourceFiles sources, Stream stream)
    {
        var rules = result.Findings.Select(finding => finding.Rule).Distinct().Order(StringComparer.Ordinal).ToList();
        using var json = new Utf8JsonWriter(stream, ReportFiles.Json);
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(result, rules, json);
        json.WriteStartObject("automationDetails");
        json.WriteString("id", "redis-safety/");
        json.WriteEndObject();
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(Root);
        json.WriteString("uri", new Uri(result.Root + "/").AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        WriteInvocation(result, json);
        json.WriteStartArray("results");
        foreach (var finding in result.Findings)
        {
            WriteResult(result, finding, rules.IndexOf(finding.Rule), sources, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTool(ScanResult result, List<string> rules, Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "RedisSafety");
        json.WriteString("semanticVersion", result.ToolVersion);
        json.WriteString("informationUri", "https://github.com/RedisSafety/RedisSafety");
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule);
            if (RulePages.Find(rule) is { } page)
            {
                Message(json, "shortDescription", page.Title);
                Message(json, "fullDescription", page.Section("Why it is worth changing") ?? page.Title);
                json.WriteStartObject("help");
                json.WriteString("text", page.Markdown);
                json.WriteString("markdown", page.Markdown);
                json.WriteEndObject();
                json.WriteString("helpUri", page.HelpUri.ToString());
                json.WriteStartObject("defaultConfiguration");
                json.WriteString("level", page.DefaultSeverity == "info" ? "note" : page.DefaultSeverity);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(ScanResult result, Utf8JsonWriter json)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", result.ExitCode != ExitCode.NotChecked);
        json.WriteNumber("exitCode", result.ExitCode);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var text in result.NotChecked
            .Select(project => $"{result.Relative(project.Path)} was not checked: {string.Join(' ', project.Reasons)}")
            .Concat(result.Errors))
        {
            json.WriteStartObject();
            json.WriteString("level", "error");
            Message(json, "message", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(ScanResult result, Finding finding, int rule, SourceFiles sources, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" });
        Message(json, "message", finding.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        WritePhysical(result, finding.Place, sources, json);
        if (finding.Key.Member is not "")
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", finding.Key.Member);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        if (finding.Related.Count > 0)
        {
            json.WriteStartArray("relatedLocations");
            for (var index = 0; index < finding.Related.Count; index++)
            {
                json.WriteStartObject();
                json.WriteNumber("id", index + 1);
                WritePhysical(result, finding.Related[index], sources, json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("partialFingerprints");
        json.WriteString("redisSafety/v1", Fingerprint.Of(finding));
        json.WriteEndObject();
        if (result.Baseline is not null)
        {
            json.WriteString("baselineState", finding.State == BaselineState.New && finding.Suppression is null ? "new" : "unchanged");
        }

        WriteSuppression(finding, json);
        json.WriteStartObject("properties");
        json.WriteString("project", finding.Key.Project);
        json.WriteString("subject", finding.Key.Subject);
        json.WriteStartArray("frameworks");
        foreach (var framework in finding.Frameworks)
        {
            json.WriteStringValue(framework);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSuppression(Finding finding, Utf8JsonWriter json)
    {
        if (finding.Suppression is null && finding.State != BaselineState.Accepted)
        {
            return;
        }

        json.WriteStartArray("suppressions");
        json.WriteStartObject();
        json.WriteString("kind", finding.Suppression is null ? "external" : "inSource");
        json.WriteString("status", "accepted");
        json.WriteString("justification", finding.Suppression ?? finding.Reason);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WritePhysical(ScanResult result, Place place, SourceFiles sources, Utf8JsonWriter json)
    {
        var relative = result.Relative(place.File);
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        if (Path.IsPathRooted(relative))
        {
            json.WriteString("uri", new Uri(place.File).AbsoluteUri);
        }
        else
        {
            json.WriteString("uri", string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)));
            json.WriteString("uriBaseId", Root);
        }

        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", place.StartLine);
        json.WriteNumber("startColumn", place.StartColumn);
        json.WriteNumber("endLine", place.EndLine);
        json.WriteNumber("endColumn", place.EndColumn);
        json.WriteEndObject();
        if (sources.Lines(place.File, place.StartLine, place.EndLine) is { Count: > 0 } lines)
        {
            // A viewer without the sources shows the lines.
            json.WriteStartObject("contextRegion");
            json.WriteNumber("startLine", lines[0].Number);
            json.WriteNumber("endLine", lines[^1].Number);
            json.WriteStartObject("snippet");
            json.WriteString("text", string.Join('\n', lines.Select(line => line.Text)));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
