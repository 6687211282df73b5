using StackExchange.Redis;

namespace RedisSafety.OutputCaching;

/// <summary>The commands of the output cache: a key for each response, and a set of keys for each tag.</summary>
internal static class OutputCacheOperations
{
    // A tag forgets what has expired, and expires with the last response that has it.
    // ARGV: now and the expiry of the response, in Unix milliseconds; the key of the response.
    private const string TagScript = """
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
        redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
        local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
        redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2])))
        return 1
        """;

    public static readonly RedisOperation<RedisKey, RedisValue, byte[]?> Read = new(
        "GET",
        RedisRoute.Replica,
        CommandFlags.CommandRetryReadOnly,
        static (database, key, flags) => database.StringGetAsync(key, flags),
        static (reply, _) => (byte[]?)reply)
    {
        Key = static key => key,
        Consistency = ReadConsistency.ReadYourWrites,
    };

    public static readonly RedisOperation<(RedisKey Key, byte[] Value, TimeSpan Lifetime), bool, bool> Store = new(
        "SET",
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteLastWins,
        static (database, entry, flags) => database.StringSetAsync(entry.Key, entry.Value, entry.Lifetime, When.Always, flags),
        static (reply, _) => reply)
    { Key = static entry => entry.Key };

    public static readonly RedisOperation<(RedisKey Tag, RedisValue Member, long Now, long Until), RedisResult, bool> Tag = new(
        "EVAL",
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteLastWins,
        static (database, entry, flags) =>
            database.ScriptEvaluateAsync(TagScript, [entry.Tag], [entry.Now, entry.Until, entry.Member], flags),
        static (_, _) => true)
    { Key = static entry => entry.Tag };

    // From the primary: a response whose tag has not reached the replica yet must not survive.
    public static readonly RedisOperation<RedisKey, RedisValue[], RedisValue[]> Tagged = new(
        "ZRANGE",
        RedisRoute.Primary,
        CommandFlags.CommandRetryReadOnly,
        static (database, tag, flags) => database.SortedSetRangeByRankAsync(tag, 0, -1, Order.Ascending, flags),
        static (reply, _) => reply)
    { Key = static tag => tag };

    public static readonly RedisOperation<RedisKey, bool, bool> Remove = new(
        "UNLINK",
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteLastWins,
        static (database, key, flags) => database.KeyDeleteAsync(key, flags),
        static (reply, _) => reply)
    { Key = static key => key };

    // Only the members that were evicted: another response can have received the tag in between.
    public static readonly RedisOperation<(RedisKey Tag, RedisValue[] Members), long, long> Untag = new(
        "ZREM",
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteLastWins,
        static (database, entry, flags) => database.SortedSetRemoveAsync(entry.Tag, entry.Members, flags),
        static (reply, _) => reply)
    { Key = static entry => entry.Tag };
}
