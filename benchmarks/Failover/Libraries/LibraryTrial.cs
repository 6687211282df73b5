using System.Diagnostics;
using RedisSafety.Libraries;

namespace RedisSafety.Benchmarks.Failover.Libraries;

/// <summary>One failover while a library is used: a call every few milliseconds, whether the ones before have returned or not.</summary>
internal static class LibraryTrial
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan WatchedFurther = TimeSpan.FromSeconds(1);
    private static int _number;

    public static async Task<LibraryRow> RunAsync(string name, string scenario, bool isGuarded)
    {
        if (isGuarded)
        {
            RedisFailoverGuard.Install();
        }

        try
        {
            await using var servers = await LibraryFailover.StartAsync(scenario);
            await using var library = await LibraryCatalogue.All[name](servers.Configuration);
            return await RunAsync(
                name, scenario, isGuarded, library, () => servers.FailOverAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        }
        finally
        {
            RedisFailoverGuard.Remove();
        }
    }

    private static async Task<LibraryRow> RunAsync(string name, string scenario, bool isGuarded, Library library, Func<Task> failOverAsync)
    {
        // The first calls connect, and pay for what is compiled and opened once.
        for (var i = 0; i < 20; i++)
        {
            await library.CallAsync(Interlocked.Increment(ref _number));
        }

        long writableAt = long.MaxValue, recoveredAt = 0, recoveredFrom = long.MaxValue;
        int succeeded = 0, failed = 0;
        var failures = new System.Collections.Concurrent.ConcurrentBag<long>();
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            List<Task> calls = [];
            var clock = Stopwatch.StartNew();
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                calls.Add(Task.Run(CallAsync));
                if ((Between * i) - clock.Elapsed is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait);
                }
            }

            // Calls that wait for a node that is gone end by their time-out.
            await Task.WhenAny(Task.WhenAll(calls), Task.Delay(TimeSpan.FromSeconds(6)));
        });
        await Task.Delay(300);

        var startedAt = Stopwatch.GetTimestamp();
        await failOverAsync();
        Interlocked.Exchange(ref writableAt, Stopwatch.GetTimestamp());
        while (Interlocked.Read(ref recoveredAt) == 0 && Stopwatch.GetElapsedTime(writableAt) < GivenUpAfter)
        {
            await Task.Delay(1);
        }

        var hasRecovered = Interlocked.Read(ref recoveredAt) != 0;
        var added = hasRecovered ? Stopwatch.GetElapsedTime(writableAt, recoveredAt) : Stopwatch.GetElapsedTime(writableAt);
        if (hasRecovered)
        {
            await Task.Delay(WatchedFurther);
        }

        await stop.CancelAsync();
        await load;
        return new LibraryRow(
            name,
            scenario,
            isGuarded,
            Math.Round(added.TotalMilliseconds, 1),
            hasRecovered,
            failed,
            failures.Count(at => at > recoveredFrom),
            succeeded,
            Math.Round(Stopwatch.GetElapsedTime(startedAt, writableAt).TotalMilliseconds));

        async Task CallAsync()
        {
            var at = Stopwatch.GetTimestamp();
            try
            {
                await library.CallAsync(Interlocked.Increment(ref _number));
                Interlocked.Increment(ref succeeded);
                if (at >= Interlocked.Read(ref writableAt))
                {
                    var now = Stopwatch.GetTimestamp();
                    if (Interlocked.CompareExchange(ref recoveredAt, now, 0) == 0)
                    {
                        Interlocked.Exchange(ref recoveredFrom, now);
                    }
                }
            }
#pragma warning disable CA1031 // Libraries wrap what went wrong in exceptions of their own.
            catch (Exception)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref failed);
                failures.Add(at);
            }
        }
    }
}
