using System.Diagnostics;
using System.Globalization;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Benchmarks.Fleet;

/// <summary>One fleet on a primary with a replica, phase after phase.</summary>
internal static class Trial
{
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(200);

    public static async IAsyncEnumerable<Row> RunAsync(string system, int routers, TimeSpan lasts)
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var fleet = await Fleet.ConnectAsync(system, lab.Configuration, routers);
        var questionsPerS = 0.0;

        await Task.Delay(IdleAfter);
        yield return await MeasureAsync("idle", () => Task.Delay(lasts).ContinueWith(static _ => Outcome.Nothing, TaskScheduler.Default));

        var calls = await MeasureAsync("calls", () => OncePerSecondAsync(fleet, lasts, static (fleet, client) => WriteAsync(fleet, client)));
        questionsPerS = calls.QuestionsPerSNode;
        yield return calls;
        yield return await MeasureAsync("ryw", () => OncePerSecondAsync(fleet, lasts, static async (fleet, client) =>
            await WriteAsync(fleet, client) && await fleet.ReadAsync(client)));

        yield return await MeasureAsync("stall", () => OutageAsync(fleet, lasts, async () =>
        {
            await lab.Primary.ExecuteAsync("CLIENT", "PAUSE", (int)Stall.TotalMilliseconds, "WRITE");
            await Task.Delay(Stall);
            return Stopwatch.GetTimestamp();
        }));

        yield return await MeasureAsync("failover", () => OutageAsync(fleet, lasts, async () =>
        {
            await lab.SwapAsync();
            return Stopwatch.GetTimestamp();
        }));

        async Task<Row> MeasureAsync(string phase, Func<Task<Outcome>> run)
        {
            var before = await Task.WhenAll(lab.Servers.Select(UsageAsync));
            var own = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            var outcome = await run();
            var seconds = watch.Elapsed.TotalSeconds;
            var used = (Process.GetCurrentProcess().TotalProcessorTime - own).TotalSeconds;
            var after = await Task.WhenAll(lab.Servers.Select(UsageAsync));
            var spent = before.Zip(after, static (from, to) => (Questions: to.Questions - from.Questions, Cpu: to.Cpu - from.Cpu)).ToArray();
            var questions = spent.Max(static node => node.Questions);
            return new(
                system,
                routers,
                phase,
                questions / seconds,
                spent.Max(static node => node.Cpu) / seconds,
                used / seconds,
                outcome.At(0.5),
                outcome.At(0.95),
                phase is "stall" or "failover" ? Math.Max(0, (questions - (questionsPerS * seconds)) / routers) : 0,
                outcome.Failed,
                outcome.Stale);
        }
    }

    /// <summary>Has each client make a call a second, none of them at the same moment.</summary>
    private static async Task<Outcome> OncePerSecondAsync(Fleet fleet, TimeSpan lasts, Func<Fleet, int, Task<bool>> call)
    {
        var (failed, stale) = (0L, 0L);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, fleet.Count).Select(async client =>
        {
            await Task.Delay(TimeSpan.FromSeconds((double)client / fleet.Count));
            while (watch.Elapsed < lasts)
            {
                try
                {
                    if (!await call(fleet, client))
                    {
                        Interlocked.Increment(ref stale);
                    }
                }
#pragma warning disable CA1031 // Whatever a client throws, the call has failed.
                catch (Exception)
#pragma warning restore CA1031
                {
                    Interlocked.Increment(ref failed);
                }

                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }));
        return new([], failed, stale);
    }

    private static async Task<bool> WriteAsync(Fleet fleet, int client)
    {
        await fleet.WriteAsync(client);
        return true;
    }

    /// <summary>Every client writes at the beginning of an outage: the most that can come at once.</summary>
    private static async Task<Outcome> OutageAsync(Fleet fleet, TimeSpan lasts, Func<Task<long>> outage)
    {
        var failed = 0L;
        var outageTask = outage();
        var ends = await Task.WhenAll(Enumerable.Range(0, fleet.Count).Select(async client =>
        {
            while (true)
            {
                try
                {
                    await fleet.WriteAsync(client);
                    if (outageTask.IsCompleted)
                    {
                        return Stopwatch.GetTimestamp();
                    }
                }
#pragma warning disable CA1031 // Whatever a client throws, the call has failed.
                catch (Exception)
#pragma warning restore CA1031
                {
                    Interlocked.Increment(ref failed);
                    if (outageTask.IsCompletedSuccessfully && Stopwatch.GetElapsedTime(await outageTask) > lasts)
                    {
                        return long.MaxValue;
                    }
                }

                await Task.Delay(10);
            }
        }));
        var over = await outageTask;
        return new(
            [.. ends.Select(end => end == long.MaxValue ? double.PositiveInfinity : Math.Max(0, (end - over) * 1_000.0 / Stopwatch.Frequency)).Order()],
            failed,
            0);
    }

    private static async Task<(double Questions, double Cpu)> UsageAsync(RedisServer server)
    {
        var stats = (string)(await server.ExecuteAsync("INFO", "commandstats"))!;
        var cpu = (string)(await server.ExecuteAsync("INFO", "cpu"))!;
        var questions = stats.Split('\n').Where(static line => line.StartsWith("cmdstat_info:", StringComparison.Ordinal)
            || line.StartsWith("cmdstat_role:", StringComparison.Ordinal))
            .Sum(static line => Number(line.Split("calls=")[1].Split(',')[0]));
        return (questions, Number(cpu.Split("used_cpu_user:")[1].Split('\r')[0]) + Number(cpu.Split("used_cpu_sys:")[1].Split('\r')[0]));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What happened to the calls of a phase.</summary>
    private sealed record Outcome(double[] AddedMs, long Failed, long Stale)
    {
        public static Outcome Nothing { get; } = new([], 0, 0);

        public double At(double share) => AddedMs.Length == 0 ? 0 : AddedMs[Math.Min(AddedMs.Length - 1, (int)(AddedMs.Length * share))];
    }
}
