namespace RedisSafety.Nodes;

/// <summary>Waits with a limit. The fault of a task that is no longer waited for does not count as unobserved.</summary>
internal static class ObservedWait
{
    /// <exception cref="TimeoutException">The task took longer.</exception>
    public static Task<T> WithinAsync<T>(this Task<T> task, TimeSpan limit, TimeProvider time, CancellationToken stop = default)
    {
        Observe(task);
        return task.WaitAsync(limit, time, stop);
    }

    /// <exception cref="TimeoutException">The task took longer.</exception>
    public static Task WithinAsync(this Task task, TimeSpan limit, TimeProvider time, CancellationToken stop = default)
    {
        Observe(task);
        return task.WaitAsync(limit, time, stop);
    }

    private static void Observe(Task task)
    {
        if (!task.IsCompleted)
        {
            _ = task.ContinueWith(
                static faulted => _ = faulted.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
