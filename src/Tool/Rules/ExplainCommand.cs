using System.CommandLine;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Rules;

/// <summary><c>explain RSF2001</c>: a rule page in the terminal.</summary>
internal static class ExplainCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var id = new Argument<string?>("rule")
        {
            Description = "The id of the rule, for example RSF2001. Without it, all rules are listed.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "rule",
        };
        id.CompletionSources.Add(static _ => RuleOption.Ids);

        var command = new ToolCommand("explain", "Prints the page of a rule: why it matters and how to repair a finding.")
        {
            id,
        };
        command.Examples.Add(("redis-safety explain RSF2001", "the page of one rule"));
        command.Examples.Add(("redis-safety explain", "all rules with their severities"));
        command.SetAction(parsed => Run(parsed.GetValue(id), new Output(parsed.InvocationConfiguration)));
        return command;
    }

    private static int Run(string? id, Output output)
    {
        if (id is null)
        {
            output.Table(
                ["Rule", "Severity", "Title"],
                RulePages.All.Values.OrderBy(page => page.Id, StringComparer.Ordinal)
                    .Select(page => (string[])[page.Id, page.DefaultSeverity, page.Title]));
            return ExitCode.Clean;
        }

        if (RulePages.Find(id) is not { } page)
        {
            throw new ToolException($"There is no rule '{id}'. 'redis-safety explain' lists them all.");
        }

        output.Markdown(page.Markdown);
        return ExitCode.Clean;
    }
}
