namespace RedisSafety.Repairs;

/// <summary>Waits for a task that cannot be cancelled.</summary>
internal static class Limit
{
    /// <summary>Waits for a task, but not longer than a limit. A fault of a task that is left behind is observed.</summary>
    /// <returns>Whether the task ended in time.</returns>
    public static async Task<bool> KeptAsync(Task task, TimeSpan limit)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        using var ended = new CancellationTokenSource();
        var first = await Task.WhenAny(task, Task.Delay(limit, ended.Token)).ConfigureAwait(false);
#pragma warning disable CA1849 // Nothing is registered that could block.
        ended.Cancel();
#pragma warning restore CA1849
        if (ReferenceEquals(first, task))
        {
            return true;
        }

        Observe(task);
        return false;
    }

    /// <summary>Keeps the fault of a task that nobody awaits from becoming an unobserved one.</summary>
    public static void Observe(Task task) => _ = task.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
