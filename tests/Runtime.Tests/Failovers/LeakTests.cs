using System.Diagnostics;
using RedisSafety.Lab;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests.Failovers;

/// <summary>Twenty failovers leave nothing behind. Alone in the process, as it counts what the process has.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class LeakTests
{
    private const int Failovers = 20;
    private const int Rests = 10;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failovers_leak_no_thread_no_socket_no_timer_and_no_memory()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);

        // What only a failover runs is compiled and pooled by the first ones. And at rest the former primary may still be connecting again:
        // the most that any rest finds is what the router holds.
        var before = new Usage(0, 0, 0, 0);
        for (var rest = 0; rest < Rests; rest++)
        {
            await FailOverAsync(2);
            await Until.TrueAsync("every node is connected", () => router.Monitor.Current.Shards is [{ Primary: not null, Replicas.Length: > 0 }]
                && Array.TrueForAll(router.Monitor.Nodes, static node => node.Observation is { Role: not NodeRole.Unreachable, Linked: true } && node.ConnectionFault is null));
            before = before.OrMore(Usage.Now());
        }

        await FailOverAsync(Failovers);

        Usage? now = null;
        try
        {
            await Until.TrueAsync("the process is as it was", () => (now = Usage.Now()).IsNoMoreThan(before), TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Before {before}, after {now}");
        }

        async Task FailOverAsync(int times)
        {
            using var stop = new CancellationTokenSource();
            long written = 0;
            var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await router.ExecuteAsync(Calls.Set, ("key", "value"), Ending);
                    Interlocked.Increment(ref written);
                }
            })).ToArray();
            for (var i = 0; i < times; i++)
            {
                await lab.SwapAsync();
                var seen = Interlocked.Read(ref written);
                await Until.TrueAsync("writes go on", () => Interlocked.Read(ref written) > seen + 10);
            }

            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }
    }

    private sealed record Usage(int Threads, int Sockets, long Timers, long Heap)
    {
        public static Usage Now()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using var process = Process.GetCurrentProcess();
            var sockets = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(IsSocket);

            // Threads of the pool come and go by themselves.
            return new(process.Threads.Count - ThreadPool.ThreadCount, sockets, Timer.ActiveCount, GC.GetTotalMemory(forceFullCollection: true));
        }

        public Usage OrMore(Usage other) => new(
            Math.Max(Threads, other.Threads), Math.Max(Sockets, other.Sockets), Math.Max(Timers, other.Timers), Math.Max(Heap, other.Heap));

        private static bool IsSocket(string file)
        {
            try
            {
                return File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
            }
            catch (FileNotFoundException)
            {
                // Closed since it was listed.
                return false;
            }
        }

        public bool IsNoMoreThan(Usage before) =>
            Threads <= before.Threads && Sockets <= before.Sockets && Timers <= before.Timers + 2 && Heap <= before.Heap * 1.05;
    }
}
