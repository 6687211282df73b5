using Polly;
using Polly.Retry;
using StackExchange.Redis;
using StackExchange.Redis.Availability;

namespace RedisSafety.Benchmarks.Calls;

/// <summary>The same read and the same write, by hand and through the router: same key, same typed call, same conversion.</summary>
internal sealed class Candidates : IAsyncDisposable
{
    private const long Id = 4711;

    private static readonly RedisOperation<long, RedisValue, string?> Get = new(
        "GET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, id, flags) => database.StringGetAsync($"product:{id}", flags),
        static (reply, _) => reply)
    { Key = static id => $"product:{id}" };

    private static readonly RedisOperation<(long Id, string Value), bool, bool> Set = new(
        "SET", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) => database.StringSetAsync($"product:{state.Id}", state.Value, flags: flags),
        static (reply, _) => reply)
    { Key = static state => $"product:{state.Id}" };

    private readonly ConnectionMultiplexer _connection;
    private readonly RedisRouter _router;

    private Candidates(ConnectionMultiplexer connection, RedisRouter router)
    {
        _connection = connection;
        _router = router;
        IDatabaseAsync raw = connection.GetDatabase();
        var retrying = raw.WithRetry(RetryPolicy.Default);
        var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build();
        All =
        [
            ("raw", "read", () => ReadAsync(raw, Id)),
            ("withretry", "read", () => ReadAsync(retrying, Id)),
            ("polly", "read", () => pipeline.ExecuteAsync(static async (state, _) => await ReadAsync(state, Id).ConfigureAwait(false), raw).AsTask()),
            ("redissafety", "read", () => router.ExecuteAsync(Get, Id)),
            ("raw", "write", () => WriteAsync(raw, Id, "value")),
            ("withretry", "write", () => WriteAsync(retrying, Id, "value")),
            ("polly", "write", () => pipeline.ExecuteAsync(static async (state, _) => await WriteAsync(state, Id, "value").ConfigureAwait(false), raw).AsTask()),
            ("redissafety", "write", () => router.ExecuteAsync(Set, (Id, "value"))),
        ];
    }

    public IReadOnlyList<(string System, string Operation, Func<Task> Call)> All { get; }

    public static async Task<Candidates> ConnectAsync(string configuration) =>
        new(await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false), await RedisRouter.ConnectAsync(configuration).ConfigureAwait(false));

    public async ValueTask DisposeAsync()
    {
        await _router.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<string?> ReadAsync(IDatabaseAsync database, long id) =>
        await database.StringGetAsync($"product:{id}").ConfigureAwait(false);

    private static async Task<bool> WriteAsync(IDatabaseAsync database, long id, string value) =>
        await database.StringSetAsync($"product:{id}", value).ConfigureAwait(false);
}
