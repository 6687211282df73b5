using RedisSafety.CodeGeneration;
using StackExchange.Redis;

namespace RedisSafety.Drills.Load;

/// <summary>Calls through RedisSafety, as the generator writes them.</summary>
internal sealed class RouterClient(RedisRouter router, ShopKeys keys) : ShopClient(keys)
{
    private static readonly RedisOperation<(ShopKeys Keys, ShopCall Call), bool, bool> Save = new(
        "SADD", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) =>
        {
            state.Call.Attempt();
            return database.SetAddAsync(state.Keys.Orders, state.Call.Id, flags);
        },
        static (_, _) => true)
    { Key = static state => state.Keys.Orders };

    private static readonly RedisOperation<(RedisCommandLine Line, ShopCall Call), RedisResult, bool> Take = new(
        "HINCRBY", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) =>
        {
            state.Call.Attempt();
            return state.Line.SendAsync(database, "HINCRBY", flags);
        },
        static (_, _) => true)
    { Key = static state => state.Line.Key };

    private static readonly RedisOperation<(ShopKeys Keys, ShopCall Call), long, bool> Count = new(
        "HINCRBY", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, state, flags) =>
        {
            state.Call.Attempt();
            return database.HashIncrementAsync(state.Keys.Views, state.Call.Id, 1, flags);
        },
        static (_, _) => true)
    { Key = static state => state.Keys.Views };

    private static readonly RedisOperation<(ShopKeys Keys, ShopCall Call), bool, bool> Write = new(
        "HSET", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) =>
        {
            state.Call.Attempt();
            return database.HashSetAsync(state.Keys.Carts, state.Call.Id, 1, When.Always, flags);
        },
        static (_, _) => true)
    { Key = static state => state.Keys.Carts };

    private static readonly RedisOperation<(ShopKeys Keys, ShopCall Call), RedisValue, bool> Read = new(
        "HGET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, state, flags) =>
        {
            state.Call.Attempt();
            return database.HashGetAsync(state.Keys.Carts, state.Call.Id, flags);
        },
        static (reply, _) => !reply.IsNull)
    { Key = static state => state.Keys.Carts, Consistency = ReadConsistency.ReadYourWrites };

    private static readonly RedisOperation<(ShopKeys Keys, ShopCall Call), RedisValue, bool> Page = new(
        "GET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, state, flags) =>
        {
            state.Call.Attempt();
            return database.StringGetAsync(state.Keys.Page, flags);
        },
        static (_, _) => true)
    { Key = static state => state.Keys.Page, Consistency = ReadConsistency.Eventual };

    /// <inheritdoc/>
    public override IDisposable? Begin() => router.StartSession();

    /// <inheritdoc/>
    public override Task<bool> CallAsync(ShopOperation operation, ShopCall call) => operation switch
    {
        ShopOperation.OrderSave => router.ExecuteAsync(Save, (Keys, call)),
        ShopOperation.StockTake => router.ExecuteAsync(
            Take, (new RedisCommandLine(3).AddKey(Keys.Stock).Value(call.Id).Value(1).OncePer(call.Id, router), call)),
        ShopOperation.ViewCount => router.ExecuteAsync(Count, (Keys, call)),
        ShopOperation.CartWrite => router.ExecuteAsync(Write, (Keys, call)),
        ShopOperation.CartRead => router.ExecuteAsync(Read, (Keys, call)),
        _ => router.ExecuteAsync(Page, (Keys, call)),
    };

    /// <inheritdoc/>
    public override bool MayHaveBeenApplied(Exception fault) => fault is not RedisUnavailableException { MayHaveBeenApplied: false };

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => router.DisposeAsync();
}
