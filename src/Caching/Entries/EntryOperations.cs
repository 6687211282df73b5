using StackExchange.Redis;

namespace RedisSafety.Entries;

/// <summary>The commands of a cache. An entry is a hash with the fields that Microsoft's cache uses.</summary>
internal static class EntryOperations
{
    /// <summary>An expiration that is not set.</summary>
    public const long None = -1;

    private const string SlidingField = "sldexp";
    private const string DataField = "data";

    // One change: an entry never exists without its expiry, and a former expiry does not outlive its entry.
    // ARGV: absolute expiration and sliding expiration in ticks, lifetime in milliseconds, data.
    private const string StoreScript = """
        redis.call('HSET', KEYS[1], 'absexp', ARGV[1], 'sldexp', ARGV[2], 'data', ARGV[4])
        if ARGV[3] == '-1' then
          redis.call('PERSIST', KEYS[1])
        else
          redis.call('PEXPIRE', KEYS[1], ARGV[3])
        end
        return 1
        """;

    // ARGV: now, in ticks. A tick is 100 ns.
    private const string RefreshScript = """
        local times = redis.call('HMGET', KEYS[1], 'absexp', 'sldexp')
        if not times[2] or times[2] == '-1' then return 0 end
        local left = tonumber(times[2]) / 10000
        if times[1] and times[1] ~= '-1' then
          left = math.min(left, (tonumber(times[1]) - tonumber(ARGV[1])) / 10000)
        end
        return redis.call('PEXPIRE', KEYS[1], string.format('%.0f', left))
        """;

    private static readonly RedisValue[] Fields = [SlidingField, DataField];

    /// <summary>Reads an entry from a replica that has this router's last write of it, or from the primary.</summary>
    public static readonly RedisOperation<RedisKey, RedisValue[], StoredEntry?> Read = new(
        "HMGET",
        RedisRoute.Replica,
        CommandFlags.CommandRetryReadOnly,
        static (database, key, flags) => database.HashGetAsync(key, Fields, flags),
        static (reply, _) => reply[1].IsNull ? null : new StoredEntry(Ticks(reply[0]), reply[1]))
    {
        Key = static key => key,
        Consistency = ReadConsistency.ReadYourWrites,
    };

    /// <summary>Stores an entry with its expiry. A second time leaves the same.</summary>
    public static readonly RedisOperation<EntryToStore, RedisResult, bool> Store = new(
        "EVAL",
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteLastWins,
        static (database, entry, flags) => database.ScriptEvaluateAsync(
            StoreScript, [entry.Key], [entry.Absolute, entry.Sliding, entry.Lifetime, entry.Data], flags),
        static (_, _) => true)
    { Key = static entry => entry.Key };

    /// <summary>Prolongs an entry by its sliding expiration, up to its absolute one.</summary>
    public static readonly RedisOperation<(RedisKey Key, long Now), RedisResult, bool> Refresh = new(
        "EVAL",
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteLastWins,
        static (database, entry, flags) => database.ScriptEvaluateAsync(RefreshScript, [entry.Key], [entry.Now], flags),
        static (_, _) => true)
    { Key = static entry => entry.Key };

    /// <summary>Removes an entry.</summary>
    public static readonly RedisOperation<RedisKey, bool, bool> Remove = new(
        "DEL",
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteLastWins,
        static (database, key, flags) => database.KeyDeleteAsync(key, flags),
        static (reply, _) => reply)
    { Key = static key => key };

    private static long Ticks(RedisValue value) => value.IsNull ? None : (long)value;
}
