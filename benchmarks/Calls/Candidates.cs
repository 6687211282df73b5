using Polly;
using Polly.Retry;
using StackExchange.Redis;
using StackExchange.Redis.Availability;

namespace RedisSafety.Benchmarks.Calls;

/// <summary>Every way to make the same read and the same write.</summary>
internal sealed class Candidates : IAsyncDisposable
{
    private const long Id = 4711;
    private const string Name = "A pair of socks";

    private readonly ConnectionMultiplexer _connection;
    private readonly RedisRouter _router;

    private Candidates(ConnectionMultiplexer connection, RedisRouter router)
    {
        _connection = connection;
        _router = router;
        var raw = new NamesByHand(connection.GetDatabase());
        var retrying = new NamesByHand(connection.GetDatabase().WithRetry(RetryPolicy.Default));
        var generated = new Names(router);
        var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build();
        All =
        [
            ("raw", "read", () => raw.FindAsync(Id)),
            ("withretry", "read", () => retrying.FindAsync(Id)),
            ("polly", "read", () => pipeline.ExecuteAsync(static async (names, _) => await names.FindAsync(Id).ConfigureAwait(false), raw).AsTask()),
            ("redissafety", "read", () => generated.FindAsync(Id)),
            ("raw", "write", () => raw.SaveAsync(Id, Name)),
            ("withretry", "write", () => retrying.SaveAsync(Id, Name)),
            ("polly", "write", () => pipeline.ExecuteAsync(static async (names, _) => await names.SaveAsync(Id, Name).ConfigureAwait(false), raw).AsTask()),
            ("redissafety", "write", () => generated.SaveAsync(Id, Name)),
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
}
