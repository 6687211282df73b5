using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>A process that serves requests with a router of its own.</summary>
internal sealed class VisitorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _waiting = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private int _requests;

    private VisitorProcess(Process process)
    {
        _process = process;
        _reading = Task.Run(ReadAsync);
    }

    public static async Task<VisitorProcess> StartAsync(string configuration, byte[] sessionKey)
    {
        var program = typeof(VisitorProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "Visitor").Value!;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(program);
        start.ArgumentList.Add(configuration);
        start.ArgumentList.Add(Convert.ToBase64String(sessionKey));
        var visitor = new VisitorProcess(Process.Start(start)!);
        await visitor._ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return visitor;
    }

    public Task<string> RequestAsync(string token, string calls)
    {
        var number = Interlocked.Increment(ref _requests);
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[number] = answer;
        lock (_process)
        {
            _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} {token} {calls}"));
        }

        return answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _process.WaitForExitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                _ready.TrySetResult();
            }
            else if (line.Split(' ', 2) is [var number, var answer]
                && _waiting.TryRemove(int.Parse(number, CultureInfo.InvariantCulture), out var waiting))
            {
                waiting.TrySetResult(answer);
            }
        }

        var ended = new InvalidOperationException("The process has ended.");
        _ready.TrySetException(ended);
        foreach (var waiting in _waiting.Values)
        {
            waiting.TrySetException(ended);
        }
    }
}
