using Spectre.Console;

namespace RedisSafety.Tool.Terminal;

/// <summary>Shows what a long command does: a spinner in a terminal, a line for each step where errors are redirected.</summary>
internal static class Progress
{
    /// <summary>Runs work that reports its steps.</summary>
    public static async Task<T> RunAsync<T>(Output output, Func<Action<string>, Task<T>> work)
    {
        if (!output.IsTerminal || Console.IsErrorRedirected)
        {
            return await work(output.Error.WriteLine);
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output.Error) });
        return await terminal.Status().StartAsync(
            "Starting", context => work(step => context.Status(Markup.Escape(step))));
    }
}
