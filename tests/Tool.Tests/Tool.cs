using System.Reflection;

namespace RedisSafety.Tool.Tests;

/// <summary>Runs the tool inside the test process.</summary>
internal static class Tool
{
    /// <summary>The repository that the tests belong to.</summary>
    public static string RepositoryRoot { get; } = typeof(Tool).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Runs a command line to its end.</summary>
    public static async Task<ToolRun> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await RedisSafetyTool.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return new ToolRun(exitCode, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
