using Polly;
using Polly.Retry;
using RedisSafety.CodeGeneration;
using StackExchange.Redis;
using StackExchange.Redis.Availability;

namespace RedisSafety.Benchmarks.Failover;

/// <summary>One way to call Redis: the two writes that the load makes, each call with a name of its own.</summary>
internal sealed class Client(Func<string, Task> add, Func<string, Task> increment, Func<ValueTask> dispose) : IAsyncDisposable
{
    // One hash tag: in a cluster both stand in the shard that fails over.
    public const string SetKey = "{shop}:set";
    public const string CountersKey = "{shop}:counters";

    public static readonly string[] Systems = ["raw", "withretry", "polly", "redissafety"];

    // As the generator writes [Primary("SADD {{shop}}:set {member}")].
    private static readonly RedisOperation<string, bool, bool> Add = new(
        "SADD", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, member, flags) => database.SetAddAsync(SetKey, member, flags),
        static (reply, _) => reply)
    { Key = static _ => SetKey };

    // As the generator writes [Primary("HINCRBY {{shop}}:counters {call} 1", OncePer = nameof(call))].
    private static readonly RedisOperation<RedisCommandLine, RedisResult, long> Increment = new(
        "HINCRBY", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) => state.SendAsync(database, "HINCRBY", flags),
        static (reply, _) => (long)reply)
    { Key = static state => state.Key };

    /// <summary>A write whose repetition is harmless.</summary>
    public Task AddAsync(string call) => add(call);

    /// <summary>A write that adds to what is there.</summary>
    public Task IncrementAsync(string call) => increment(call);

    public static async Task<Client> ConnectAsync(string system, string configuration)
    {
        if (system == "redissafety")
        {
            var router = await RedisRouter.ConnectAsync(configuration);
            return new(
                call => router.ExecuteAsync(Add, call),
                call => router.ExecuteAsync(Increment, new RedisCommandLine(3).AddKey(CountersKey).Value(call).Value(1).OncePer(call, router)),
                router.DisposeAsync);
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
                call => database.SetAddAsync(SetKey, call),
                call => database.HashIncrementAsync(CountersKey, call),
                connection.DisposeAsync);
        }

        // As the guides show it: exponential, with jitter. The increment is retried only where nothing was applied.
        var write = Pipeline(static fault => fault.ErrorKind is RedisErrorKind.ConnectionFault or RedisErrorKind.Timeout || fault.NotApplied);
        var accumulate = Pipeline(static fault => fault.NotApplied);
        return new(
            call => write.ExecuteAsync(
                static async (state, _) => await state.database.SetAddAsync(SetKey, state.call), (database, call)).AsTask(),
            call => accumulate.ExecuteAsync(
                static async (state, _) => await state.database.HashIncrementAsync(CountersKey, state.call), (database, call)).AsTask(),
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
