using System.Text.Json;

namespace RedisSafety.Tool.Tests;

/// <summary>A run of <c>scan</c> with its JSON report.</summary>
internal sealed record Scan(ToolRun Run, JsonDocument? Report)
{
    public int ExitCode => Run.ExitCode;

    /// <summary>Everything that the run printed, for the message of a failed test.</summary>
    public string Text => Run.Output + Run.Error;

    /// <summary>Findings as <c>rule state file:line</c>, in the order of the report.</summary>
    public IEnumerable<string> Findings => Elements("findings").Select(finding =>
        $"{finding.GetProperty("rule")} {finding.GetProperty("state")} "
        + $"{finding.GetProperty("place").GetProperty("file")}:{finding.GetProperty("place").GetProperty("startLine")}");

    /// <summary>Findings that count.</summary>
    public IEnumerable<string> New => Findings.Where(finding => finding.Contains(" new ", StringComparison.Ordinal));

    /// <summary>Projects as <c>name status</c>.</summary>
    public IEnumerable<string> Projects => Elements("projects")
        .Select(project => $"{project.GetProperty("name")} {project.GetProperty("status")}");

    public IEnumerable<JsonElement> Elements(string name)
    {
        Assert.True(Report is not null, Text);
        return Report.RootElement.GetProperty(name).EnumerateArray();
    }
}
