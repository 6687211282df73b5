using Polly;
using Polly.Retry;
using StackExchange.Redis;
using StackExchange.Redis.Availability;

namespace RedisSafety.Benchmarks.Failover;

/// <summary>One way to call Redis: the two writes that the load makes.</summary>
internal sealed class Client(Func<string, Task> add, Func<Task> increment, Func<ValueTask> dispose) : IAsyncDisposable
{
    // One hash tag: in a cluster both stand in the shard that fails over.
    public const string SetKey = "{shop}:set";
    public const string CounterKey = "{shop}:counter";

    public static readonly string[] Systems = ["raw", "withretry", "polly", "redissafety"];

    private static readonly RedisOperation<string, bool, bool> Add = new(
        "SADD", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, member, flags) => database.SetAddAsync(SetKey, member, flags),
        static (reply, _) => reply)
    { Key = static _ => SetKey };

    private static readonly RedisOperation<bool, long, long> Increment = new(
        "INCR", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, _, flags) => database.StringIncrementAsync(CounterKey, 1, flags),
        static (reply, _) => reply)
    { Key = static _ => CounterKey };

    public Task AddAsync(string member) => add(member);

    public Task IncrementAsync() => increment();

    public static async Task<Client> ConnectAsync(string system, string configuration)
    {
        if (system == "redissafety")
        {
            var router = await RedisRouter.ConnectAsync(configuration);
            return new(member => router.ExecuteAsync(Add, member), () => router.ExecuteAsync(Increment, true), router.DisposeAsync);
        }

        var connection = await ConnectionMultiplexer.ConnectAsync(configuration + ",abortConnect=false");
        IDatabaseAsync database = connection.GetDatabase();
        if (system == "withretry")
        {
            database = database.WithRetry(RetryPolicy.Default);
        }

        if (system != "polly")
        {
            return new(
                member => database.SetAddAsync(SetKey, member),
                () => database.StringIncrementAsync(CounterKey),
                connection.DisposeAsync);
        }

        // As the guides show it: exponential, with jitter. The increment is retried only where nothing was applied.
        var write = Pipeline(static fault => fault.ErrorKind is RedisErrorKind.ConnectionFault or RedisErrorKind.Timeout || fault.NotApplied);
        var accumulate = Pipeline(static fault => fault.NotApplied);
        return new(
            member => write.ExecuteAsync(
                static async (state, _) => await state.database.SetAddAsync(SetKey, state.member), (database, member)).AsTask(),
            () => accumulate.ExecuteAsync(static async (state, _) => await state.StringIncrementAsync(CounterKey), database).AsTask(),
            connection.DisposeAsync);
    }

    public ValueTask DisposeAsync() => dispose();

    private static ResiliencePipeline Pipeline(Func<FaultContext, bool> retry) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 8,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } fault && retry(new FaultContext(fault))),
        })
        .Build();
}
