using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Analyzers;

/// <summary>How a rule leaves generated code alone.</summary>
internal static class GeneratedCode
{
    /// <summary>
    /// The rule looks at <c>IsGeneratedCode</c> itself, for one that reports on much: where the driver is left to do it, it reads the tokens
    /// of a whole member or type at each report, to see whether that is generated.
    /// </summary>
    public const GeneratedCodeAnalysisFlags LeftOutByTheRule = GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics;
}
