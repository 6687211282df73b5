using System.Collections.Concurrent;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>Writes without pause, and keeps the history of every call: set members, each added once, and a counter.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Writers = 4;

    private readonly RedisRouter _router;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<string> _added = [];
    private readonly ConcurrentBag<Exception> _failures = [];
    private readonly List<Task> _writers = [];
    private long _counted;
    private long _countedPerhaps;

    private Load(RedisRouter router) => _router = router;

    public ConcurrentBag<Exception> Failures => _failures;

    public static Load Start(RedisRouter router)
    {
        var load = new Load(router);
        for (var writer = 0; writer < Writers; writer++)
        {
            var name = writer;
            load._writers.Add(Task.Run(() => load.WriteAsync(name)));
        }

        return load;
    }

    /// <summary>Waits until both kinds of write have been acknowledged anew.</summary>
    public async Task HasGrownAsync()
    {
        var (added, counted) = (_added.Count, Interlocked.Read(ref _counted));
        await Until.TrueAsync("writes are acknowledged", () => _added.Count > added && Interlocked.Read(ref _counted) > counted);
    }

    public async Task<Load> StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_writers);
        return this;
    }

    public async Task AssertNothingLostOrDoubledAsync(RedisServer primary)
    {
        var database = await primary.ConnectAsync();
        var members = (await database.SetMembersAsync("set")).Select(member => (string)member!).ToHashSet();
        Assert.Subset(members, _added.ToHashSet());
        var counter = (long)await database.StringGetAsync("counter");
        Assert.InRange(counter, Interlocked.Read(ref _counted), Interlocked.Read(ref _counted) + Interlocked.Read(ref _countedPerhaps));
    }

    /// <summary>Every acknowledged increment counts once.</summary>
    public async Task AssertCountedAsync(RedisRouter router)
    {
        var counter = long.Parse((await router.ExecuteAsync(Calls.GetOwn, "counter"))!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(counter, Interlocked.Read(ref _counted), Interlocked.Read(ref _counted) + Interlocked.Read(ref _countedPerhaps));
    }

    public async Task AssertNothingDoubledAsync(RedisServer primary)
    {
        var counter = (long)await (await primary.ConnectAsync()).StringGetAsync("counter");
        Assert.InRange(counter, 1, Interlocked.Read(ref _counted) + Interlocked.Read(ref _countedPerhaps));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WriteAsync(int writer)
    {
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            try
            {
                var member = $"{writer}:{i}";
                await _router.ExecuteAsync(Calls.AddMember, ("set", member));
                _added.Add(member);
            }
            catch (RedisException failure)
            {
                _failures.Add(failure);
            }

            try
            {
                await _router.ExecuteAsync(Calls.Increment, "counter");
                Interlocked.Increment(ref _counted);
            }
            catch (RedisUnavailableException failure)
            {
                _failures.Add(failure);
                if (failure.MayHaveBeenApplied)
                {
                    Interlocked.Increment(ref _countedPerhaps);
                }
            }
        }
    }
}
