namespace RedisSafety.Drills.Triggers;

/// <summary>A command of the user's, run by the shell.</summary>
internal sealed class CommandTrigger(string command) : ITrigger
{
    /// <inheritdoc/>
    public string Description => $"The command '{command}' is run.";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task PullAsync(Action<string> note, CancellationToken cancellationToken)
    {
        note("the trigger command starts");
        var (shell, flag) = OperatingSystem.IsWindows() ? ("cmd.exe", "/c") : ("/bin/sh", "-c");
        await ExternalProgram.RunAsync(shell, [flag, command], cancellationToken);
        note("the trigger command has ended");
    }

    /// <inheritdoc/>
    public Task SettleAsync(Action<string> note, CancellationToken cancellationToken) => Task.CompletedTask;
}
