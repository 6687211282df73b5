using System.Collections.Concurrent;
using System.Diagnostics;
using RedisSafety.Drills.Load;

namespace RedisSafety.Benchmarks.Failover;

/// <summary>One failover under load, and the history of every call.</summary>
internal static class Trial
{
    private const int Workers = 4;
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromSeconds(20);

    public static async Task<Row> RunAsync(string scenario, string system)
    {
        var servers = await Scenario.StartAsync(scenario);
        var keys = new ShopKeys(Scenario.Tag.Trim('{', '}'), "trial", system);
        await using var client = await ShopClients.ConnectAsync(system, servers.Configuration, keys);
        var (added, incremented) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        long counted = 0, writableAt = long.MaxValue, recoveredAt = 0;
        var failed = 0;
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var call = $"{worker}:{i}";
                if (await TryAsync(ShopOperation.OrderSave, call))
                {
                    added.Add(call);
                }

                if (await TryAsync(ShopOperation.StockTake, call))
                {
                    incremented.Add(call);
                    Interlocked.Increment(ref counted);
                    var now = Stopwatch.GetTimestamp();
                    if (now >= Interlocked.Read(ref writableAt))
                    {
                        Interlocked.CompareExchange(ref recoveredAt, now, 0);
                    }
                }
                else
                {
                    await Task.Delay(1);
                }
            }
        })).ToArray();
        while (Interlocked.Read(ref counted) < 100)
        {
            await Task.Delay(1);
        }

        var startedAt = Stopwatch.GetTimestamp();
        var primary = await servers.FailOverAsync();
        Interlocked.Exchange(ref writableAt, Stopwatch.GetTimestamp());
        while (Interlocked.Read(ref recoveredAt) == 0 && Stopwatch.GetElapsedTime(writableAt) < GivenUpAfter)
        {
            await Task.Delay(1);
        }

        // The moment itself, and not the one at which it was noticed here.
        var recovered = Interlocked.Read(ref recoveredAt) != 0;
        var server = Stopwatch.GetElapsedTime(startedAt, writableAt);
        var outage = Stopwatch.GetElapsedTime(startedAt, recovered ? recoveredAt : Stopwatch.GetTimestamp());
        await stop.CancelAsync();
        await Task.WhenAny(Task.WhenAll(workers), Task.Delay(GivenUpAfter));

        var database = await primary.ConnectAsync();
        var members = (await database.SetMembersAsync(keys.Orders)).Select(static member => (string)member!).ToHashSet();
        var counters = (await database.HashGetAllAsync(keys.Stock))
            .ToDictionary(static entry => (string)entry.Name!, static entry => (long)entry.Value);
        var row = new Row(
            scenario,
            system,
            Math.Round(server.TotalMilliseconds),
            Math.Round(outage.TotalMilliseconds),
            Math.Round((outage - server).TotalMilliseconds, 1),
            recovered,
            failed,
            counters.Values.Count(static times => times > 1),
            added.Count(call => !members.Contains(call)) + incremented.Count(call => !counters.ContainsKey(call)),
            added.Count + incremented.Count);
        await client.DisposeAsync();
        await servers.DisposeAsync();
        return row;

        async Task<bool> TryAsync(ShopOperation operation, string call)
        {
            try
            {
                await client.CallAsync(operation, new ShopCall(call));
                return true;
            }
            catch (Exception fault) when (fault is StackExchange.Redis.RedisException or TimeoutException or ObjectDisposedException)
            {
                Interlocked.Increment(ref failed);
                return false;
            }
        }
    }
}
