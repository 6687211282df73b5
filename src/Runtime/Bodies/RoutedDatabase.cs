using StackExchange.Redis;

namespace RedisSafety.Bodies;

/// <summary>
/// What a method with a body of its own works on: every call is routed and retried by itself, as one from a template is. Only what no
/// replica refuses is sent to one.
/// </summary>
internal sealed partial class RoutedDatabase(
    IRedisRouter router,
    RedisRoute route,
    BodyPromise promise,
    CancellationToken cancellationToken) : IDatabaseAsync
{
    int IDatabaseAsync.Database => -1;

    IConnectionMultiplexer IRedisAsync.Multiplexer => throw NotHere("A connection belongs to one node, and a routed call to any", "IRedisRouter");

    ITransactionAsync IDatabaseAsync.CreateTransaction(object? asyncState) => throw NotHere(
        "A transaction is retried as a whole, and never by parts", "[Primary(\"…\", \"…\")], which sends several commands as one transaction, or a script");

    bool IDatabaseAsync.IsConnected(RedisKey key, CommandFlags flags) => throw NotHere(
        "A routed call waits until a node is connected", "the health check");

    void IRedisAsync.Wait(Task task) => throw Blocking();

    T IRedisAsync.Wait<T>(Task<T> task) => throw Blocking();

    bool IRedisAsync.TryWait(Task task) => throw Blocking();

    void IRedisAsync.WaitAll(params Task[] tasks) => throw Blocking();

    Task<RedisResult> IDatabaseAsync.ExecuteAsync(string command, params object[] args) => ExecuteAsync(command, args, CommandFlags.None);

    Task<RedisResult> IDatabaseAsync.ExecuteAsync(string command, ICollection<object>? args, CommandFlags flags) =>
        ExecuteAsync(command, args ?? [], flags);

    IAsyncEnumerable<HashEntry> IDatabaseAsync.HashScanAsync(
        RedisKey key, RedisValue pattern, int pageSize, long cursor, int pageOffset, CommandFlags flags) =>
        ScanAsync((d, f) => d.HashScanAsync(key, pattern, pageSize, cursor, pageOffset, f), flags, "HSCAN", key);

    IAsyncEnumerable<RedisValue> IDatabaseAsync.HashScanNoValuesAsync(
        RedisKey key, RedisValue pattern, int pageSize, long cursor, int pageOffset, CommandFlags flags) =>
        ScanAsync((d, f) => d.HashScanNoValuesAsync(key, pattern, pageSize, cursor, pageOffset, f), flags, "HSCAN", key);

    IAsyncEnumerable<RedisValue> IDatabaseAsync.SetScanAsync(
        RedisKey key, RedisValue pattern, int pageSize, long cursor, int pageOffset, CommandFlags flags) =>
        ScanAsync((d, f) => d.SetScanAsync(key, pattern, pageSize, cursor, pageOffset, f), flags, "SSCAN", key);

    IAsyncEnumerable<SortedSetEntry> IDatabaseAsync.SortedSetScanAsync(
        RedisKey key, RedisValue pattern, int pageSize, long cursor, int pageOffset, CommandFlags flags) =>
        ScanAsync((d, f) => d.SortedSetScanAsync(key, pattern, pageSize, cursor, pageOffset, f), flags, "ZSCAN", key);

    IAsyncEnumerable<RedisValue> IDatabaseAsync.VectorSetRangeEnumerateAsync(
        RedisKey key, RedisValue start, RedisValue end, long count, Exclude exclude, CommandFlags flags) =>
        ScanAsync((d, f) => d.VectorSetRangeEnumerateAsync(key, start, end, count, exclude, f), flags, "VRANGE", key);
}
