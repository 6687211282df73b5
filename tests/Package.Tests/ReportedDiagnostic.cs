namespace RedisSafety.Package.Tests;

/// <summary>A diagnostic as a build prints it.</summary>
internal sealed record ReportedDiagnostic(string File, int Line, string Severity, string Id);
