using System.Collections.Concurrent;

namespace RedisSafety.Libraries;

/// <summary>A job, and the jobs that a worker has run.</summary>
public static class ShopJob
{
    private static readonly ConcurrentDictionary<int, TaskCompletionSource> Done = new();
    private static readonly ConcurrentDictionary<int, int> Counts = new();

    /// <summary>Runs a job. Hangfire calls it by name.</summary>
    public static void Run(int number)
    {
        Counts.AddOrUpdate(number, 1, static (_, count) => count + 1);
        Done.GetOrAdd(number, static _ => new()).TrySetResult();
    }

    /// <summary>The number of times that a job has been run.</summary>
    public static int Runs(int number) => Counts.GetValueOrDefault(number);

    /// <summary>Ends when the job has been run.</summary>
    public static Task DoneAsync(int number) => Done.GetOrAdd(number, static _ => new()).Task;
}
