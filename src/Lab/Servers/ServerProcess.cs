using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RedisSafety.Lab.Servers;

/// <summary>
/// A server program as a child process. A shell stands between, which ends the server when its standard input closes: that happens
/// also when this process dies.
/// </summary>
public sealed class ServerProcess : IDisposable
{
    private readonly Process _shell;
    private readonly int _id;
    private bool _ended;

    private ServerProcess(Process shell, int id)
    {
        _shell = shell;
        _id = id;
    }

    private enum Signal
    {
        Kill = 9,
        Continue = 18,
        Stop = 19,
    }

    public static ServerProcess Start(string program, string directory, IEnumerable<string> arguments)
    {
        Directory.CreateDirectory(directory);
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("\"$@\" >server.log 2>&1 & p=$!; echo $p; read _; kill -9 $p 2>/dev/null; wait $p 2>/dev/null");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var shell = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var id = int.Parse(shell.StandardOutput.ReadLine() ?? "", CultureInfo.InvariantCulture);
        return new ServerProcess(shell, id);
    }

    public void Kill() => Send(Signal.Kill);

    public void Freeze() => Send(Signal.Stop);

    public void Thaw() => Send(Signal.Continue);

    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _shell.StandardInput.Close();
        if (!_shell.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _shell.Kill(entireProcessTree: true);
        }

        _shell.Dispose();
    }

    private void Send(Signal signal)
    {
        if (!_ended)
        {
            _ = SendSignal(_id, (int)signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
