using System.CommandLine;
using RedisSafety.Tool.Reports;
using RedisSafety.Tool.Solutions;
using RedisSafety.Tool.Sources;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Scan;

/// <summary><c>scan</c>: checks a codebase in its own build without changing it.</summary>
internal static class ScanCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var options = new ScanOptions();
        var command = new ToolCommand("scan", "Checks the Redis calls of a solution, a project or a folder, and changes nothing in it.");
        options.AddTo(command);
        command.Examples.Add(("redis-safety scan", "the solution in this folder"));
        command.Examples.Add(("redis-safety scan Shop.slnx --html report.html", "with a report to read"));
        command.Examples.Add(("redis-safety scan --rule RSF2001 RSF2004 --severity warning", "two rules only"));
        command.Examples.Add(("redis-safety scan --update-baseline", "accept what is there today; later scans fail on new findings"));
        command.Examples.Add(("redis-safety scan --sarif redis.sarif --markdown summary.md", "for CI"));
        command.SetAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ScanOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = new Output(parsed.InvocationConfiguration);
        var settings = options.Settings(parsed);
        var target = ScanTargets.Find(settings.Path);
        var baseline = new BaselineStep(options.Baseline(parsed), target);
        var sources = new SourceFiles();
        var result = await Progress.RunAsync(output, step => new Scanner(settings, sources, step).RunAsync(target, cancellationToken));
        var (compared, note) = baseline.Run(settings, result);
        result = compared;
        foreach (var (file, write) in options.Reports(parsed))
        {
            ReportFiles.Write(file, stream => write(result, sources, stream));
        }

        SummaryReport.Write(result, output);
        if (note is not null)
        {
            output.Line(note);
        }

        return result.ExitCode;
    }
}
