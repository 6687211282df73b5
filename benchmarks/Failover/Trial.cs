using System.Collections.Concurrent;
using System.Diagnostics;
using StackExchange.Redis.Availability;

namespace RedisSafety.Benchmarks.Failover;

/// <summary>One failover under load, and the history of every call.</summary>
internal static class Trial
{
    private const int Workers = 4;
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(20);

    public static async Task<Row> RunAsync(string scenario, string system)
    {
        var servers = await Scenario.StartAsync(scenario);
        await using var client = await Client.ConnectAsync(system, servers.Configuration);
        var added = new ConcurrentBag<string>();
        long counted = 0, failedIncrements = 0, lastCounted = 0;
        var (failed, ambiguous) = (0, 0);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var member = $"{worker}:{i}";
                if (await TryAsync(() => client.AddAsync(member)))
                {
                    added.Add(member);
                }

                if (await TryAsync(client.IncrementAsync, accumulates: true))
                {
                    Interlocked.Increment(ref counted);
                    Interlocked.Exchange(ref lastCounted, Stopwatch.GetTimestamp());
                }
                else
                {
                    Interlocked.Increment(ref failedIncrements);
                    await Task.Delay(1);
                }
            }
        })).ToArray();
        while (Interlocked.Read(ref counted) < 100)
        {
            await Task.Delay(1);
        }

        var watch = Stopwatch.StartNew();
        var primary = await servers.FailOverAsync();
        var writableAt = Stopwatch.GetTimestamp();
        var server = watch.Elapsed;
        while (Interlocked.Read(ref lastCounted) < writableAt && watch.Elapsed < server + GivenUpAfter)
        {
            await Task.Delay(1);
        }

        var recovered = Interlocked.Read(ref lastCounted) >= writableAt;
        var outage = watch.Elapsed;
        await stop.CancelAsync();
        await Task.WhenAny(Task.WhenAll(workers), Task.Delay(GivenUpAfter));

        var database = await primary.ConnectAsync();
        var members = (await database.SetMembersAsync(Client.SetKey)).Select(static member => (string)member!).ToHashSet();
        var counter = (long)await database.StringGetAsync(Client.CounterKey);

        var lost = added.Count(member => !members.Contains(member));
        var row = new Row(
            scenario,
            system,
            Math.Round(server.TotalMilliseconds),
            recovered ? Math.Round(outage.TotalMilliseconds) : null,
            recovered ? Math.Round((outage - server).TotalMilliseconds, 1) : null,
            failed,
            ambiguous,
            Math.Max(0, counter - counted - failedIncrements),
            lost);
        await client.DisposeAsync();
        await servers.DisposeAsync();
        return row;

        async Task<bool> TryAsync(Func<Task> call, bool accumulates = false)
        {
            try
            {
                await call();
                return true;
            }
            catch (Exception fault) when (fault is StackExchange.Redis.RedisException or TimeoutException or ObjectDisposedException)
            {
                var unknown = fault is RedisUnavailableException told ? told.MayHaveBeenApplied : !new FaultContext(fault).NotApplied;
                if (accumulates && unknown)
                {
                    Interlocked.Increment(ref ambiguous);
                }
                else
                {
                    Interlocked.Increment(ref failed);
                }

                return false;
            }
        }
    }
}
