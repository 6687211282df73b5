using System.Diagnostics.Metrics;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Benchmarks.Staleness;

/// <summary>The router, with a session for each visitor, and reads that mind its writes.</summary>
internal sealed class RouterClient : Client
{
    private static readonly RedisOperation<string, long, long> Increment = new(
        "INCR", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, key, flags) => database.StringIncrementAsync(key, 1, flags),
        static (reply, _) => reply)
    { Key = static key => key };

    private static readonly RedisOperation<string, RedisValue, long> Get = new(
        "GET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, key, flags) => database.StringGetAsync(key, flags),
        static (reply, _) => (long)reply)
    { Key = static key => key, Consistency = ReadConsistency.ReadYourWrites };

    private readonly RedisRouter _router;
    private readonly MeterListener _listener = new();

    // The router counts its reads while it chooses, on the caller's own thread.
    [ThreadStatic]
    private static bool _byReplica;

    private RouterClient(RedisRouter router)
    {
        _router = router;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "RedisSafety", Name: "redissafety.reads.to_replica" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => _byReplica = true);
        _listener.Start();
    }

    public static async Task<RouterClient> OpenAsync(ReplicatedDeployment servers) => new(await RedisRouter.ConnectAsync(servers.Configuration));

    public override IDisposable? Begin() => _router.StartSession();

    public override Task<long> WriteAsync(Visitor visitor, string key) => _router.ExecuteAsync(Increment, key);

    public override async Task<(long Value, bool ByReplica)> ReadAsync(Visitor visitor, string key)
    {
        _byReplica = false;
        var reading = _router.ExecuteAsync(Get, key);
        var byReplica = _byReplica;
        return (await reading, byReplica);
    }

    public override async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _router.DisposeAsync();
    }
}
