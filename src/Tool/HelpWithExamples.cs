using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RedisSafety.Tool;

/// <summary>Prints the usual help, then the examples of the command and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is ToolCommand { Examples: { Count: > 0 } examples })
        {
            output.WriteLine("Examples:");
            foreach (var (commandLine, description) in examples)
            {
                output.WriteLine($"  {commandLine}");
                output.WriteLine($"      {description}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes:");
        output.WriteLine("  0  everything was checked, nothing new was found");
        output.WriteLine("  1  everything was checked, there are findings");
        output.WriteLine("  2  something could not be checked, or the command line is wrong");
        return exitCode;
    }
}
