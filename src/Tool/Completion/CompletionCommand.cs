using System.CommandLine;

namespace RedisSafety.Tool.Completion;

/// <summary>
/// <c>completion bash</c>: prints a script that completes command lines. It asks the tool, so that it knows every option and rule of the
/// version that is installed.
/// </summary>
internal static class CompletionCommand
{
    private const string Prefix = "RedisSafety.Tool.Completion.";

    private static readonly SortedDictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = "bash.sh",
        ["pwsh"] = "pwsh.ps1",
        ["zsh"] = "zsh.sh",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("shell")
        {
            Description = "bash, zsh or pwsh.",
            HelpName = "shell",
        };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new ToolCommand("completion", "Prints a script that completes commands, options and rules in a shell.")
        {
            shell,
        };
        command.Examples.Add(("eval \"$(redis-safety completion bash)\"", "in ~/.bashrc"));
        command.Examples.Add(("eval \"$(redis-safety completion zsh)\"", "in ~/.zshrc, below compinit"));
        command.Examples.Add(("redis-safety completion pwsh | Out-String | Invoke-Expression", "in $PROFILE"));
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(Read(Scripts[parsed.GetRequiredValue(shell)]));
            return ExitCode.Clean;
        });
        return command;
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(CompletionCommand).Assembly.GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
