using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>Calls as the generator writes them.</summary>
internal static class Calls
{
    public static RedisOperation<(string Key, string Value), bool, bool> Set { get; } = new(
        "SET", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) => database.StringSetAsync(state.Key, state.Value, flags: flags),
        static (reply, _) => reply)
    { Key = static state => state.Key };

    public static RedisOperation<string, long, long> Increment { get; } = new(
        "INCR", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, state, flags) => database.StringIncrementAsync(state, 1, flags),
        static (reply, _) => reply)
    { Key = static state => state };

    public static RedisOperation<(string Key, string Member), bool, bool> AddMember { get; } = new(
        "SADD", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) => database.SetAddAsync(state.Key, state.Member, flags),
        static (reply, _) => reply)
    { Key = static state => state.Key };

    public static RedisOperation<string, RedisValue, string?> Get { get; } = Read(ReadConsistency.Eventual);

    public static RedisOperation<string, RedisValue, string?> GetOwn { get; } = Read(ReadConsistency.ReadYourWrites);

    public static RedisOperation<string, RedisValue, string?> GetMonotonic { get; } = Read(ReadConsistency.Monotonic);

    public static RedisOperation<bool, bool, bool> FlushEverything { get; } = new(
        "FLUSHDB", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static async (database, _, flags) => !(await database.ScriptEvaluateAsync("return redis.call('FLUSHDB')", flags: flags)).IsNull,
        static (reply, _) => reply);

    public static RedisOperation<(string First, string Second, string Value), bool, bool> SetBoth { get; } = new(
        "MSET", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) => database.StringSetAsync([new(state.First, state.Value), new(state.Second, state.Value)], When.Always, flags),
        static (reply, _) => reply)
    { Key = static state => state.First, Keys = static state => [state.First, state.Second] };

    public static RedisOperation<string, RedisValue, string?> GetFresh(
        TimeSpan? maxStaleness = null, TimeSpan? wait = null, ReadConsistency? consistency = null) => new(
        "GET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, state, flags) => database.StringGetAsync(state, flags),
        static (reply, _) => reply)
        { Key = static state => state, Consistency = consistency, MaxStaleness = maxStaleness, ReplicaWait = wait };

    /// <summary>The port of the node that answers.</summary>
    public static RedisOperation<bool, RedisResult, int> PortOf(RedisRoute route, ReadConsistency consistency = ReadConsistency.Eventual) => new(
        "INFO", route, CommandFlags.CommandRetryReadOnly,
        static (database, _, flags) => database.ExecuteAsync("INFO", ["server"], flags),
        static (reply, _) => int.Parse(
            ((string)reply!).Split("tcp_port:")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture))
    { Consistency = consistency };

    private static RedisOperation<string, RedisValue, string?> Read(ReadConsistency consistency) => new(
        "GET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, state, flags) => database.StringGetAsync(state, flags),
        static (reply, _) => reply)
    { Key = static state => state, Consistency = consistency };
}
