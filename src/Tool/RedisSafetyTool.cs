using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using RedisSafety.Tool.Alarms;
using RedisSafety.Tool.Check;
using RedisSafety.Tool.Completion;
using RedisSafety.Tool.Drills;
using RedisSafety.Tool.Fixes;
using RedisSafety.Tool.Rules;
using RedisSafety.Tool.Scan;

namespace RedisSafety.Tool;

/// <summary>The command line: its commands, and how it ends.</summary>
internal static class RedisSafetyTool
{
    /// <summary>The time that a command has after Ctrl+C to end the processes that it started and to put back files.</summary>
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(15);

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The arguments, without the name of the program.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Errors and progress.</param>
    /// <param name="cancellationToken">Ends the command early.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var parsed = CreateRoot().Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = Ending,
        };
        try
        {
            var exitCode = await parsed.InvokeAsync(configuration, cancellationToken);
            return parsed.Action is ParseErrorAction ? ExitCode.NotChecked : exitCode;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Cancelled: no report was written.");
            return ExitCode.NotChecked;
        }
        catch (ToolException exception)
        {
            await error.WriteLineAsync("error: " + exception.Message);
            return ExitCode.NotChecked;
        }
    }

    /// <summary>The one place where commands are added.</summary>
    private static RootCommand CreateRoot()
    {
        var root = new RootCommand("Finds Redis calls that a failover, a lagging replica or a retry breaks.")
        {
            ScanCommand.Create(),
            CheckCommand.Create(),
            AlarmsCommand.Create(),
            DrillCommand.Create(),
            FixCommand.Create(),
            ExplainCommand.Create(),
            CompletionCommand.Create(),
        };

        // The default has further names, which a shell would suggest.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var help = new HelpOption("--help", "-h");
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.Add(help);
        return root;
    }
}
