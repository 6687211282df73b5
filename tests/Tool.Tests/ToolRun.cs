namespace RedisSafety.Tool.Tests;

/// <summary>The exit code of a run and the text that it printed.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error);
