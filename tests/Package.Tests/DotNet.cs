using System.Diagnostics;
using System.Text;

namespace RedisSafety.Package.Tests;

/// <summary>Runs a program to its end, and gives all that it printed.</summary>
internal static class DotNet
{
    /// <summary>A publish with NativeAOT takes half a minute on two free cores.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    public static Task<RunResult> RunAsync(string directory, params string[] arguments) => RunAsync("dotnet", directory, arguments);

    public static async Task<RunResult> RunAsync(string program, string directory, string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };

        // A build server would outlive the test and hold its directory.
        process.StartInfo.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        process.StartInfo.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        process.StartInfo.Environment["UseSharedCompilation"] = "false";

        // What the test itself runs under is no business of a user's build.
        foreach (var variable in process.StartInfo.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal)).ToArray())
        {
            process.StartInfo.Environment.Remove(variable);
        }

        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' did not end within {Limit}:\n{output}");
        }

        return new RunResult(process.ExitCode, output.ToString());

        void Append(string? line)
        {
            if (line is not null)
            {
                lock (output)
                {
                    output.AppendLine(line);
                }
            }
        }
    }
}
