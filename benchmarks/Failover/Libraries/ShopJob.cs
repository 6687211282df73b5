using System.Collections.Concurrent;

namespace RedisSafety.Benchmarks.Failover.Libraries;

/// <summary>A job, and the jobs that a worker has run.</summary>
public static class ShopJob
{
    private static readonly ConcurrentDictionary<int, TaskCompletionSource> Done = new();

    /// <summary>Runs a job. Hangfire calls it by name.</summary>
    public static void Run(int number) => Done.GetOrAdd(number, static _ => new()).TrySetResult();

    internal static Task DoneAsync(int number) => Done.GetOrAdd(number, static _ => new()).Task;
}
