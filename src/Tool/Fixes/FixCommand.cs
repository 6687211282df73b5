using System.CommandLine;
using RedisSafety.Tool.Builds;
using RedisSafety.Tool.Rules;
using RedisSafety.Tool.Solutions;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Fixes;

/// <summary><c>fix</c>: repairs findings in the sources.</summary>
internal static class FixCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var path = new Argument<string?>("path")
        {
            Description = "A solution (.sln, .slnx, .slnf), a project or a folder. Default: the working directory.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "SOLUTION|PROJECT|DIR",
        };
        var rules = RuleOption.Create("--rule", "Repair only findings of these rules.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the changes as a diff and write nothing." };
        var type = new Option<string?>("--to-repository")
        {
            Description = "Instead of repairing findings, turn the methods of a type into methods of a repository.",
            HelpName = "type",
        };
        var cache = new Option<string?>("--cache") { Description = "The folder for build output.", HelpName = "folder" };

        var command = new ToolCommand(
            "fix", "Repairs findings in the sources. A change that breaks the build is put back.")
        {
            path, rules, dryRun, type, cache,
        };
        command.Examples.Add(("redis-safety fix --dry-run", "a diff of all that can be repaired"));
        command.Examples.Add(("redis-safety fix --rule RSF2001", "one rule"));
        command.Examples.Add(("redis-safety fix --to-repository Shop.CartStore", "routed and retried methods"));
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new FixRequest(
                ScanTargets.Find(parsed.GetValue(path)),
                [.. (parsed.GetValue(rules) ?? []).Select(id => RulePages.Find(id)!.Id)],
                parsed.GetValue(dryRun),
                parsed.GetValue(type),
                parsed.GetValue(cache) is { } folder ? Path.GetFullPath(folder) : ScanCache.DefaultRoot),
            new Output(parsed.InvocationConfiguration),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FixRequest request, Output output, CancellationToken cancellationToken)
    {
        var (changes, note, problems) = await Progress.RunAsync(
            output, step => new FixRun(request, step).RunAsync(cancellationToken));
        foreach (var change in changes)
        {
            var name = Path.GetRelativePath(request.Target.Root, change.Path).Replace('\\', '/');
            output.Line(UnifiedDiff.Of(name, change.Before, change.After));
        }

        foreach (var problem in problems)
        {
            output.Line(problem, "bold red");
        }

        output.Line(note);
        return problems.Count > 0 ? ExitCode.NotChecked : request.DryRun && changes.Count > 0 ? ExitCode.Findings : ExitCode.Clean;
    }
}
