namespace RedisSafety.Tool.Builds;

/// <summary>The exit code and the output lines of one run of <c>dotnet</c>.</summary>
internal sealed record DotNetRun(int ExitCode, IReadOnlyList<string> Lines);
