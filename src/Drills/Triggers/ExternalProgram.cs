using System.ComponentModel;
using System.Diagnostics;

namespace RedisSafety.Drills.Triggers;

/// <summary>Runs a program to its end.</summary>
internal static class ExternalProgram
{
    /// <summary>Runs it.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="DrillException">It is not there, or ended with an error.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start) ?? throw new DrillException($"'{program}' did not start.");
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return process.ExitCode == 0
                ? await output
                : throw new DrillException($"'{program}' ended with {process.ExitCode}: {Shortened(await error)}");
        }
        catch (Win32Exception exception)
        {
            throw new DrillException($"'{program}' cannot be started: {exception.Message}", exception);
        }
    }

    private static string Shortened(string text)
    {
        text = text.Trim().ReplaceLineEndings(" ");
        return text.Length > 500 ? text[..500] + "…" : text;
    }
}
