using Polly;
using Polly.Retry;
using StackExchange.Redis;
using StackExchange.Redis.Availability;

namespace RedisSafety.Drills.Load;

/// <summary>
/// Calls of StackExchange.Redis: as they are, through its own <c>WithRetry</c>, or in a Polly pipeline as the guides show it.
/// </summary>
internal sealed class PlainClient : ShopClient
{
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabaseAsync _database;
    private readonly ResiliencePipeline _repeatable = ResiliencePipeline.Empty;
    private readonly ResiliencePipeline _accumulating = ResiliencePipeline.Empty;
    private readonly bool _countsAttempts;

    private PlainClient(string system, ConnectionMultiplexer connection, ShopKeys keys)
        : base(keys)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        switch (system)
        {
            case "withretry":
                // It repeats inside the library, which shows no count.
                _database = _database.WithRetry(RetryPolicy.Default);
                break;
            case "polly":
                _countsAttempts = true;
                _repeatable = Pipeline(
                    static fault => fault.ErrorKind is RedisErrorKind.ConnectionFault or RedisErrorKind.Timeout || fault.NotApplied);

                // An increment is retried only if it was not applied.
                _accumulating = Pipeline(static fault => fault.NotApplied);
                break;
            default:
                _countsAttempts = true;
                break;
        }
    }

    /// <summary>Connects.</summary>
    public static async Task<PlainClient> ConnectAsync(string system, string configuration, ShopKeys keys)
    {
        var settings = ConfigurationOptions.Parse(configuration);
        settings.AbortOnConnectFail = false;
        return new PlainClient(system, await ConnectionMultiplexer.ConnectAsync(settings), keys);
    }

    /// <inheritdoc/>
    public override Task<bool> CallAsync(ShopOperation operation, ShopCall call) =>
        (ShopOperations.Accumulates(operation) ? _accumulating : _repeatable)
            .ExecuteAsync(
                static (state, _) => new ValueTask<bool>(state.Client.SendAsync(state.operation, state.call)),
                (Client: this, operation, call))
            .AsTask();

    /// <inheritdoc/>
    public override bool MayHaveBeenApplied(Exception fault) => !new FaultContext(fault).NotApplied;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _connection.DisposeAsync();

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

    private async Task<bool> SendAsync(ShopOperation operation, ShopCall call)
    {
        if (_countsAttempts)
        {
            call.Attempt();
        }

        switch (operation)
        {
            case ShopOperation.OrderSave:
                await _database.SetAddAsync(Keys.Orders, call.Id);
                return true;
            case ShopOperation.StockTake:
                await _database.HashIncrementAsync(Keys.Stock, call.Id);
                return true;
            case ShopOperation.ViewCount:
                await _database.HashIncrementAsync(Keys.Views, call.Id);
                return true;
            case ShopOperation.CartWrite:
                await _database.HashSetAsync(Keys.Carts, call.Id, 1);
                return true;
            case ShopOperation.CartRead:
                return !(await _database.HashGetAsync(Keys.Carts, call.Id, CommandFlags.PreferReplica)).IsNull;
            default:
                await _database.StringGetAsync(Keys.Page, CommandFlags.PreferReplica);
                return true;
        }
    }
}
