using System.Text.RegularExpressions;

namespace RedisSafety.Package.Tests;

/// <summary>How a program ended, and what it printed.</summary>
internal sealed partial record RunResult(int ExitCode, string Output)
{
    /// <summary>The diagnostics of RedisSafety in a build's output, each once, as file, line, severity and id.</summary>
    public IReadOnlyList<ReportedDiagnostic> Diagnostics =>
        [.. DiagnosticLine().Matches(Output)
            .Select(match => new ReportedDiagnostic(
                Path.GetFileName(match.Groups["file"].Value),
                int.Parse(match.Groups["line"].Value, System.Globalization.CultureInfo.InvariantCulture),
                match.Groups["severity"].Value,
                match.Groups["id"].Value))
            .Distinct()
            .OrderBy(diagnostic => diagnostic.Line)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];

    public RunResult Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }

    [GeneratedRegex(@"^\s*(?<file>[^\n(]+)\((?<line>\d+),\d+\): (?<severity>warning|error) (?<id>RSF\d{4}):", RegexOptions.Multiline)]
    private static partial Regex DiagnosticLine();
}
