using RedisSafety.Runtime.Tests.Failovers;
using RedisSafety.Sessions;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>What freshness costs in memory. Alone in the process, as it counts what the process has and allocates.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class AllocationTests
{
    private const int Reads = 3_000;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ReadConsistency.ReadYourWrites, null, false)]
    [InlineData(ReadConsistency.ReadYourWrites, null, true)]
    [InlineData(ReadConsistency.Monotonic, null, false)]
    [InlineData(ReadConsistency.Monotonic, null, true)]
    [InlineData(ReadConsistency.Eventual, 60_000, false)]
    public async Task A_read_that_minds_writes_allocates_no_more_than_one_that_does_not(ReadConsistency consistency, int? maxStaleness, bool inSession)
    {
        await using var lab = await LinkedLab.StartAsync();

        // The watch would allocate meanwhile, at times more and at times less.
        await using var router = await lab.ConnectAsync(static options => options.MonitorInterval = TimeSpan.FromHours(1));
        var eventual = Calls.GetFresh(consistency: ReadConsistency.Eventual);
        var minding = Calls.GetFresh(maxStaleness is { } limit ? TimeSpan.FromMilliseconds(limit) : null, consistency: consistency);
        using var session = inSession ? router.StartSession() : null;
        Assert.Equal("replica", (await Answer.OfAsync(router, minding, "key")).By);

        var (without, with) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < 5; i++)
        {
            without = Math.Min(without, await BytesAsync(router, eventual));
            with = Math.Min(with, await BytesAsync(router, minding));
        }

        // The smallest object has 24 bytes.
        Assert.InRange(with, 1, without + 8);
    }

    [Fact]
    public async Task A_router_remembers_the_writes_of_a_million_keys_in_a_mebibyte()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var router = new RedisRouter(new RedisSafetyOptions { Configuration = "127.0.0.1:1" });
        for (var i = 0; i < 1_000_000; i++)
        {
            router.NoteWrite($"cart:{i}");
        }

        // With all else that a router is made of, and without what other tests have left behind and is collected meanwhile: a little.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, WriteTimes.Entries * sizeof(long) / 2, 1 << 20);
        GC.KeepAlive(router);
        await router.DisposeAsync();
    }

    private static async Task<double> BytesAsync(RedisRouter router, RedisOperation<string, RedisValue, string?> read)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Reads; i++)
        {
            await router.ExecuteAsync(read, "key", Ending);
        }

        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Reads;
    }
}
