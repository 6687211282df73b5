using System.Diagnostics;
using System.Globalization;

namespace RedisSafety.Tool.Tests;

/// <summary>The tool in a process of its own, as a user starts it.</summary>
internal static class ToolProcess
{
    /// <summary>The arguments of <c>dotnet</c> that start the tool.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "RedisSafety.Tool.dll");

    /// <summary>Starts a command line.</summary>
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Sends the signal of Ctrl+C. A process that a shell started in the background ignores it and ends on SIGTERM.</summary>
    public static void Interrupt(Process process)
    {
        var ignored = File.ReadLines($"/proc/{process.Id}/status")
            .Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        var ignoresInterrupt = (ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
        using var kill = Process.Start("kill", [ignoresInterrupt ? "-TERM" : "-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
