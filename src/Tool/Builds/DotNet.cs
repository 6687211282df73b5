using System.ComponentModel;
using System.Diagnostics;

namespace RedisSafety.Tool.Builds;

/// <summary>Runs the user's own SDK.</summary>
internal static class DotNet
{
    /// <summary>A killed process ends at once. One that cannot be killed does not keep the tool alive.</summary>
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(5);

    /// <summary>Runs <c>dotnet</c> to its end.</summary>
    /// <param name="folder">The working directory: it decides which global.json applies.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="variables">Environment variables for the process.</param>
    /// <param name="cancellationToken">Ends the process and all that it started.</param>
    /// <exception cref="ToolException">There is no SDK.</exception>
    public static async Task<DotNetRun> RunAsync(
        string folder,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> variables,
        CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(Host, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            },
        };
        var environment = process.StartInfo.Environment;
        environment["DOTNET_NOLOGO"] = "1";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en"; // Errors are read from the output.

        // The tool itself may run inside a build. Its MSBuild is not the one that is started here.
        foreach (var name in environment.Keys.Where(IsOfOuterBuild).ToList())
        {
            environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var lines = new List<string>();
        process.OutputDataReceived += (_, data) => Add(data.Data);
        process.ErrorDataReceived += (_, data) => Add(data.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new ToolException("The .NET SDK was not found: a scan builds with the SDK of the machine.", exception);
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }

        return new DotNetRun(process.ExitCode, lines);

        void Add(string? text)
        {
            if (text is not null)
            {
                lock (lines)
                {
                    lines.Add(text);
                }
            }
        }
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        using var timeout = new CancellationTokenSource(Ending);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller reports the cancellation.
        }
    }

    /// <summary>The host that runs the tool, if it is one that can run an SDK.</summary>
    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host)
        ? host
        : "dotnet";

    private static bool IsOfOuterBuild(string name) =>
        (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && name is not "MSBUILDDISABLENODEREUSE")
        || name.Equals("DOTNET_HOST_PATH", StringComparison.Ordinal);
}
