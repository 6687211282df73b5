namespace RedisSafety.Monitoring;

/// <summary>Ends one wait early, and is then ready for the next.</summary>
internal sealed class Signal(TimeProvider time)
{
    private TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Raise() => Volatile.Read(ref _raised).TrySetResult();

    /// <summary>Waits until the signal is raised, or for an interval.</summary>
    public async Task WaitAsync(TimeSpan interval, CancellationToken stop)
    {
        var raised = Volatile.Read(ref _raised);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(raised.Task, Task.Delay(interval, time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        if (raised.Task.IsCompleted)
        {
            Volatile.Write(ref _raised, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }
}
