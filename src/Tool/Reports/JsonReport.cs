using System.Text.Json;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Rules;

namespace RedisSafety.Tool.Reports;

/// <summary>The whole scan as JSON, for programs. docs/schemas/scan.schema.json describes it.</summary>
internal static class JsonReport
{
    private const string Schema = "https://raw.githubusercontent.com/RedisSafety/RedisSafety/main/docs/schemas/scan.schema.json";

    /// <summary>Writes the report.</summary>
    public static void Write(ScanResult result, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, ReportFiles.Json);
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteNumber("version", 1);
        json.WriteString("tool", result.ToolVersion);
        json.WriteString("target", result.Relative(result.Target));
        json.WriteNumber("exitCode", result.ExitCode);
        json.WriteStartObject("summary");
        json.WriteNumber("new", result.New.Count());
        json.WriteNumber("unchanged", Count(BaselineState.Unchanged));
        json.WriteNumber("accepted", Count(BaselineState.Accepted));
        json.WriteNumber("suppressed", result.Findings.Count(finding => finding.Suppression is not null));
        json.WriteNumber("stale", result.Stale.Count);
        json.WriteNumber("projectsChecked", result.Checked.Count());
        json.WriteNumber("projectsNotChecked", result.NotChecked.Count());
        json.WriteEndObject();
        WriteProjects(result, json);
        json.WriteStartArray("findings");
        foreach (var finding in result.Findings)
        {
            WriteFinding(result, finding, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("stale");
        foreach (var entry in result.Stale)
        {
            json.WriteStartObject();
            WriteKey(entry.Key, json);
            json.WriteNumber("expected", entry.Expected);
            json.WriteNumber("found", entry.Found);
            json.WriteBoolean("accepted", entry.Accepted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("errors");
        foreach (var error in result.Errors)
        {
            json.WriteStringValue(error);
        }

        json.WriteEndArray();
        json.WriteEndObject();

        int Count(BaselineState state) => result.Findings.Count(finding => finding.Suppression is null && finding.State == state);
    }

    private static void WriteProjects(ScanResult result, Utf8JsonWriter json)
    {
        json.WriteStartArray("projects");
        foreach (var project in result.Projects)
        {
            json.WriteStartObject();
            json.WriteString("path", result.Relative(project.Path));
            json.WriteString("name", project.Name);
            json.WriteString("status", project.Status switch
            {
                ProjectStatus.Checked => "checked",
                ProjectStatus.WithoutRedis => "withoutRedis",
                ProjectStatus.LeftOut => "leftOut",
                _ => "notChecked",
            });
            WriteStrings("frameworks", project.Frameworks, json);
            json.WriteNumber("files", project.Files);
            WriteStrings("reasons", project.Reasons, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFinding(ScanResult result, Finding finding, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteKey(finding.Key, json);
        json.WriteString("severity", Words.Of(finding.Severity));
        json.WriteString("state", finding.Suppression is null ? Words.Of(finding.State) : "suppressed");
        json.WriteString("message", finding.Message);
        json.WriteString("fingerprint", Fingerprint.Of(finding));
        if (RulePages.Find(finding.Rule) is { } page)
        {
            json.WriteString("help", page.HelpUri.ToString());
        }

        if (finding.Suppression is not null)
        {
            json.WriteString("suppression", finding.Suppression);
        }

        if (finding.Reason is not null)
        {
            json.WriteString("reason", finding.Reason);
        }

        WriteStrings("frameworks", finding.Frameworks, json);
        json.WritePropertyName("place");
        WritePlace(result, finding.Place, json);
        json.WriteStartArray("related");
        foreach (var place in finding.Related)
        {
            WritePlace(result, place, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKey(FindingKey key, Utf8JsonWriter json)
    {
        json.WriteString("rule", key.Rule);
        json.WriteString("project", key.Project);
        json.WriteString("member", key.Member);
        json.WriteString("subject", key.Subject);
    }

    private static void WritePlace(ScanResult result, Place place, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", result.Relative(place.File));
        json.WriteNumber("startLine", place.StartLine);
        json.WriteNumber("startColumn", place.StartColumn);
        json.WriteNumber("endLine", place.EndLine);
        json.WriteNumber("endColumn", place.EndColumn);
        json.WriteEndObject();
    }

    private static void WriteStrings(string name, IEnumerable<string> values, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
