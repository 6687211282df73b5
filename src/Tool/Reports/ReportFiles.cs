using System.Text.Encodings.Web;
using System.Text.Json;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Sources;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Reports;

/// <summary>The report files that a command line can ask for.</summary>
internal static class ReportFiles
{
    /// <summary>Indented, with quotes and angle brackets of code as they are.</summary>
    public static JsonWriterOptions Json { get; } = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Options by name, with a description and what writes the file.</summary>
    public static IReadOnlyList<(string Option, string Description, Action<ScanResult, SourceFiles, Stream> Write)> All { get; } =
    [
        ("--sarif", "Write SARIF 2.1.0, for code scanning.", SarifReport.Write),
        ("--html", "Write one self-contained page to read.", HtmlReport.Write),
        ("--markdown", "Write a summary for a pull request.", (result, _, stream) => MarkdownReport.Write(result, stream)),
        ("--junit", "Write JUnit XML, for test reports.", (result, _, stream) => JunitReport.Write(result, stream)),
        ("--json", "Write everything as JSON.", (result, _, stream) => JsonReport.Write(result, stream)),
        ("--codequality", "Write GitLab's code quality format.", (result, _, stream) => CodeQualityReport.Write(result, stream)),
    ];

    /// <summary>Writes one file.</summary>
    /// <exception cref="ToolException">The file cannot be written.</exception>
    public static void Write(string file, Action<Stream> write)
    {
        try
        {
            OutputFile.Write(file, write);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"The report '{file}' cannot be written: {exception.Message}", exception);
        }
    }
}
