using System.Diagnostics;

namespace RedisSafety.Tool.Tests;

/// <summary>The completion of command lines, in the shells themselves where they are installed.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-completion-").FullName;

    public CompletionTests()
    {
        // A user has the tool in the path.
        var program = Path.Combine(_folder, "redis-safety");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{ToolProcess.Path}' \"$@\"\n");
        using var mode = Process.Start("chmod", ["+x", program]);
        mode.WaitForExit();
        File.WriteAllText(Path.Combine(_folder, "Shop.slnx"), "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("redis-safety sc", "scan")]
    [InlineData("redis-safety ", "--help --version -h alarms check completion drill explain fix scan")]
    [InlineData("redis-safety scan --se", "--severity")]
    [InlineData("redis-safety scan --severity ", "error info warning")]
    [InlineData("redis-safety scan --rule RSF2001 RSF500", "RSF5001")]
    [InlineData("redis-safety check --ignore RSF401", "RSF4010 RSF4011 RSF4012")]
    [InlineData("redis-safety explain RSF500", "RSF5001")]
    [InlineData("redis-safety completion ", "--help -h bash pwsh zsh")]
    [InlineData("redis-safety scan --html ", "")]
    public async Task The_tool_suggests_what_may_follow(string line, string expected)
    {
        var run = await Tool.RunAsync($"[suggest:{line.Length}]", line);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Bash_completes_from_the_start_of_the_word()
    {
        const string Test = """
            eval "$(redis-safety completion bash)"
            complete_line() {
              COMP_LINE="$1" COMP_POINT=${#1}
              read -ra COMP_WORDS <<< "$1"
              [[ "$1" == *" " ]] && COMP_WORDS+=("")
              COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
              _redis_safety
              echo "${COMPREPLY[*]}"
            }
            complete -p redis-safety
            complete_line "redis-safety scan --se"
            complete_line "redis-safety scan S"
            complete_line "redis-safety scan --severity w"
            """;

        var lines = await RunAsync("bash", "--norc", "-c", Test);

        Assert.Equal(["complete -o bashdefault -o default -F _redis_safety redis-safety", "--severity", "", "warning"], lines);
    }

    [Fact]
    public async Task Zsh_reads_its_script()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zsh") || File.Exists("/bin/zsh"), "zsh is not installed.");
        const string Test = """
            compdef() { echo "compdef $*" }
            compadd() { echo "compadd $*" }
            _files() { echo "files" }
            eval "$(redis-safety completion zsh)"
            words=(redis-safety scan --se) CURRENT=3; _redis_safety
            words=(redis-safety scan S) CURRENT=3; _redis_safety
            words=(redis-safety scan --severity '') CURRENT=4; _redis_safety
            """;

        var lines = await RunAsync("zsh", "-f", "-c", Test);

        Assert.Equal(["compdef _redis_safety redis-safety", "compadd -- --severity", "files", "compadd -- error info warning"], lines);
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef ")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName redis-safety")]
    public async Task Each_shell_has_a_script(string shell, string text)
    {
        var run = await Tool.RunAsync("completion", shell);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(text, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completion")]
    [InlineData("completion", "cmd")]
    public async Task Another_shell_is_an_error(params string[] arguments)
    {
        var run = await Tool.RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    private async Task<string[]> RunAsync(string shell, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(shell, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = _folder + ":" + Environment.GetEnvironmentVariable("PATH") },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.TrimEnd('\n').Split('\n');
    }
}
