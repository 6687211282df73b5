using System.Text.Json;
using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Reports;

/// <summary>New findings in the format of GitLab's code quality widget.</summary>
internal static class CodeQualityReport
{
    /// <summary>Writes the report.</summary>
    public static void Write(ScanResult result, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, ReportFiles.Json);
        json.WriteStartArray();
        foreach (var finding in result.New)
        {
            json.WriteStartObject();
            json.WriteString("type", "issue");
            json.WriteString("check_name", finding.Rule);
            json.WriteString("description", $"{finding.Rule}: {finding.Message}");
            json.WriteString("fingerprint", Fingerprint.Of(finding));
            json.WriteString("severity", finding.Severity switch
            {
                Severity.Error => "critical",
                Severity.Warning => "major",
                _ => "info",
            });
            json.WriteStartObject("location");
            json.WriteString("path", result.Relative(finding.Place.File));
            json.WriteStartObject("lines");
            json.WriteNumber("begin", finding.Place.StartLine);
            json.WriteNumber("end", finding.Place.EndLine);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
