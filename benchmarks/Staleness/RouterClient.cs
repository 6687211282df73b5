using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
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

    private readonly RedisRouter _router;
    private readonly RedisOperation<string, RedisValue, long> _get;
    private readonly MeterListener _listener = new();

    // The router counts a read when it is answered, in the caller's own context.
    private static readonly AsyncLocal<StrongBox<bool>?> ByReplica = new();

    private RouterClient(RedisRouter router, RedisRoute reads)
    {
        _router = router;
        _get = new(
            "GET", reads, CommandFlags.CommandRetryReadOnly,
            static (database, key, flags) => database.StringGetAsync(key, flags),
            static (reply, _) => (long)reply)
        { Key = static key => key, Consistency = ReadConsistency.ReadYourWrites };
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "RedisSafety", Name: "redissafety.reads.to_replica" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, _, _, _) =>
        {
            if (ByReplica.Value is { } read)
            {
                read.Value = true;
            }
        });
        _listener.Start();
    }

    public static async Task<RouterClient> OpenAsync(ReplicatedDeployment servers, RedisRoute reads) =>
        new(await RedisRouter.ConnectAsync(servers.Configuration), reads);

    public override IDisposable? Begin() => _router.StartSession();

    public override Task<long> WriteAsync(Visitor visitor, string key) => _router.ExecuteAsync(Increment, key);

    public override async Task<(long Value, bool ByReplica)> ReadAsync(Visitor visitor, string key)
    {
        var byReplica = new StrongBox<bool>();
        ByReplica.Value = byReplica;
        var value = await _router.ExecuteAsync(_get, key);
        return (value, byReplica.Value);
    }

    public override async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _router.DisposeAsync();
    }
}
