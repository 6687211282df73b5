namespace RedisSafety.Generators.Repositories;

/// <summary>A command in one exact form, and the method of StackExchange.Redis that sends it.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Form">
/// Its arguments: a word in upper case stands for itself, <c>k</c> for a key, <c>v</c> for a value, <c>n</c> for a whole number,
/// <c>d</c> for a number, <c>t</c> for a duration; <c>K</c> and <c>V</c> for any number of keys and values.
/// </param>
/// <param name="Call">The call, with the arguments that are no words by their position.</param>
/// <param name="Reply">What it answers.</param>
internal sealed record TypedMethod(string Command, string Form, string Call, TypedReply Reply)
{
    private const string When = "global::StackExchange.Redis.When.";
    private const string Order = "global::StackExchange.Redis.Order.";

    /// <summary>
    /// The everyday commands. A form that is not here is sent by <c>ExecuteAsync</c>, which costs some bytes more and means the same.
    /// </summary>
    private static readonly TypedMethod[] All =
    [
        new("GET", "k", "StringGetAsync({0}, flags)", TypedReply.Value),
        new("GETDEL", "k", "StringGetDeleteAsync({0}, flags)", TypedReply.Value),
        new("GETSET", "k v", "StringGetSetAsync({0}, {1}, flags)", TypedReply.Value),
        new("SET", "k v", $"StringSetAsync({{0}}, {{1}}, null, false, {When}Always, flags)", TypedReply.Boolean),
        new("SET", "k v EX t", $"StringSetAsync({{0}}, {{1}}, {{2}}, false, {When}Always, flags)", TypedReply.Boolean),
        new("SET", "k v PX t", $"StringSetAsync({{0}}, {{1}}, {{2}}, false, {When}Always, flags)", TypedReply.Boolean),
        new("SET", "k v KEEPTTL", $"StringSetAsync({{0}}, {{1}}, null, true, {When}Always, flags)", TypedReply.Boolean),
        new("SET", "k v NX", $"StringSetAsync({{0}}, {{1}}, null, false, {When}NotExists, flags)", TypedReply.Boolean),
        new("SET", "k v NX EX t", $"StringSetAsync({{0}}, {{1}}, {{2}}, false, {When}NotExists, flags)", TypedReply.Boolean),
        new("SET", "k v NX PX t", $"StringSetAsync({{0}}, {{1}}, {{2}}, false, {When}NotExists, flags)", TypedReply.Boolean),
        new("SET", "k v EX t NX", $"StringSetAsync({{0}}, {{1}}, {{2}}, false, {When}NotExists, flags)", TypedReply.Boolean),
        new("SET", "k v XX", $"StringSetAsync({{0}}, {{1}}, null, false, {When}Exists, flags)", TypedReply.Boolean),
        new("SET", "k v XX EX t", $"StringSetAsync({{0}}, {{1}}, {{2}}, false, {When}Exists, flags)", TypedReply.Boolean),
        new("MGET", "K", "StringGetAsync({0}, flags)", TypedReply.Values),
        new("INCR", "k", "StringIncrementAsync({0}, 1L, flags)", TypedReply.Int64),
        new("INCRBY", "k n", "StringIncrementAsync({0}, {1}, flags)", TypedReply.Int64),
        new("INCRBYFLOAT", "k d", "StringIncrementAsync({0}, {1}, flags)", TypedReply.Double),
        new("DECR", "k", "StringDecrementAsync({0}, 1L, flags)", TypedReply.Int64),
        new("DECRBY", "k n", "StringDecrementAsync({0}, {1}, flags)", TypedReply.Int64),
        new("APPEND", "k v", "StringAppendAsync({0}, {1}, flags)", TypedReply.Int64),
        new("STRLEN", "k", "StringLengthAsync({0}, flags)", TypedReply.Int64),
        new("GETRANGE", "k n n", "StringGetRangeAsync({0}, {1}, {2}, flags)", TypedReply.Value),

        new("DEL", "k", "KeyDeleteAsync({0}, flags)", TypedReply.Boolean),
        new("DEL", "K", "KeyDeleteAsync({0}, flags)", TypedReply.Int64),
        new("EXISTS", "k", "KeyExistsAsync({0}, flags)", TypedReply.Boolean),
        new("EXISTS", "K", "KeyExistsAsync({0}, flags)", TypedReply.Int64),
        new("EXPIRE", "k t", "KeyExpireAsync({0}, (global::System.TimeSpan?){1}, flags)", TypedReply.Boolean),
        new("PEXPIRE", "k t", "KeyExpireAsync({0}, (global::System.TimeSpan?){1}, flags)", TypedReply.Boolean),
        new("PERSIST", "k", "KeyPersistAsync({0}, flags)", TypedReply.Boolean),
        new("TOUCH", "k", "KeyTouchAsync({0}, flags)", TypedReply.Boolean),
        new("TTL", "k", "KeyTimeToLiveAsync({0}, flags)", TypedReply.TimeSpan),
        new("PTTL", "k", "KeyTimeToLiveAsync({0}, flags)", TypedReply.TimeSpan),

        new("HGET", "k v", "HashGetAsync({0}, {1}, flags)", TypedReply.Value),
        new("HMGET", "k V", "HashGetAsync({0}, {1}, flags)", TypedReply.Values),
        new("HGETALL", "k", "HashGetAllAsync({0}, flags)", TypedReply.Hash),
        new("HSET", "k v v", $"HashSetAsync({{0}}, {{1}}, {{2}}, {When}Always, flags)", TypedReply.Boolean),
        new("HSETNX", "k v v", $"HashSetAsync({{0}}, {{1}}, {{2}}, {When}NotExists, flags)", TypedReply.Boolean),
        new("HDEL", "k v", "HashDeleteAsync({0}, {1}, flags)", TypedReply.Boolean),
        new("HDEL", "k V", "HashDeleteAsync({0}, {1}, flags)", TypedReply.Int64),
        new("HEXISTS", "k v", "HashExistsAsync({0}, {1}, flags)", TypedReply.Boolean),
        new("HLEN", "k", "HashLengthAsync({0}, flags)", TypedReply.Int64),
        new("HSTRLEN", "k v", "HashStringLengthAsync({0}, {1}, flags)", TypedReply.Int64),
        new("HKEYS", "k", "HashKeysAsync({0}, flags)", TypedReply.Values),
        new("HVALS", "k", "HashValuesAsync({0}, flags)", TypedReply.Values),
        new("HINCRBY", "k v n", "HashIncrementAsync({0}, {1}, {2}, flags)", TypedReply.Int64),
        new("HINCRBYFLOAT", "k v d", "HashIncrementAsync({0}, {1}, {2}, flags)", TypedReply.Double),

        new("SADD", "k v", "SetAddAsync({0}, {1}, flags)", TypedReply.Boolean),
        new("SADD", "k V", "SetAddAsync({0}, {1}, flags)", TypedReply.Int64),
        new("SREM", "k v", "SetRemoveAsync({0}, {1}, flags)", TypedReply.Boolean),
        new("SREM", "k V", "SetRemoveAsync({0}, {1}, flags)", TypedReply.Int64),
        new("SISMEMBER", "k v", "SetContainsAsync({0}, {1}, flags)", TypedReply.Boolean),
        new("SMEMBERS", "k", "SetMembersAsync({0}, flags)", TypedReply.Values),
        new("SCARD", "k", "SetLengthAsync({0}, flags)", TypedReply.Int64),
        new("SPOP", "k", "SetPopAsync({0}, flags)", TypedReply.Value),
        new("SRANDMEMBER", "k", "SetRandomMemberAsync({0}, flags)", TypedReply.Value),

        new("ZADD", "k d v", "SortedSetAddAsync({0}, {2}, {1}, flags)", TypedReply.Boolean),
        new("ZINCRBY", "k d v", "SortedSetIncrementAsync({0}, {2}, {1}, flags)", TypedReply.Double),
        new("ZSCORE", "k v", "SortedSetScoreAsync({0}, {1}, flags)", TypedReply.NullableDouble),
        new("ZCARD", "k", "SortedSetLengthAsync({0}, double.NegativeInfinity, double.PositiveInfinity, global::StackExchange.Redis.Exclude.None, flags)", TypedReply.Int64),
        new("ZRANK", "k v", $"SortedSetRankAsync({{0}}, {{1}}, {Order}Ascending, flags)", TypedReply.NullableInt64),
        new("ZREVRANK", "k v", $"SortedSetRankAsync({{0}}, {{1}}, {Order}Descending, flags)", TypedReply.NullableInt64),
        new("ZREM", "k v", "SortedSetRemoveAsync({0}, {1}, flags)", TypedReply.Boolean),
        new("ZREM", "k V", "SortedSetRemoveAsync({0}, {1}, flags)", TypedReply.Int64),
        new("ZRANGE", "k n n", $"SortedSetRangeByRankAsync({{0}}, {{1}}, {{2}}, {Order}Ascending, flags)", TypedReply.Values),
        new("ZREVRANGE", "k n n", $"SortedSetRangeByRankAsync({{0}}, {{1}}, {{2}}, {Order}Descending, flags)", TypedReply.Values),
        new("ZRANGE", "k n n WITHSCORES", $"SortedSetRangeByRankWithScoresAsync({{0}}, {{1}}, {{2}}, {Order}Ascending, flags)", TypedReply.Scores),
        new("ZREVRANGE", "k n n WITHSCORES", $"SortedSetRangeByRankWithScoresAsync({{0}}, {{1}}, {{2}}, {Order}Descending, flags)", TypedReply.Scores),

        new("LPUSH", "k v", $"ListLeftPushAsync({{0}}, {{1}}, {When}Always, flags)", TypedReply.Int64),
        new("LPUSH", "k V", "ListLeftPushAsync({0}, {1}, flags)", TypedReply.Int64),
        new("RPUSH", "k v", $"ListRightPushAsync({{0}}, {{1}}, {When}Always, flags)", TypedReply.Int64),
        new("RPUSH", "k V", "ListRightPushAsync({0}, {1}, flags)", TypedReply.Int64),
        new("LPOP", "k", "ListLeftPopAsync({0}, flags)", TypedReply.Value),
        new("RPOP", "k", "ListRightPopAsync({0}, flags)", TypedReply.Value),
        new("LLEN", "k", "ListLengthAsync({0}, flags)", TypedReply.Int64),
        new("LINDEX", "k n", "ListGetByIndexAsync({0}, {1}, flags)", TypedReply.Value),
        new("LRANGE", "k n n", "ListRangeAsync({0}, {1}, {2}, flags)", TypedReply.Values),
        new("LREM", "k n v", "ListRemoveAsync({0}, {2}, {1}, flags)", TypedReply.Int64),
    ];

    private static readonly ILookup<string, TypedMethod> ByCommand = All.ToLookup(static method => method.Command, StringComparer.Ordinal);

    /// <summary>The forms in which a command has a method.</summary>
    public static IEnumerable<TypedMethod> Of(string command) => ByCommand[command];
}
