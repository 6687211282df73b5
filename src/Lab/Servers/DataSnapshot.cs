using System.Globalization;
using StackExchange.Redis;

namespace RedisSafety.Lab.Servers;

/// <summary>The data of a server as text that can be compared: every key, in databases 0 and 1, and the functions.</summary>
public static class DataSnapshot
{
    public static async Task<string> OfAsync(IConnectionMultiplexer connection)
    {
        var lines = new List<string>();
        for (var database = 0; database < 2; database++)
        {
            var data = connection.GetDatabase(database);
            foreach (var key in ((string[])(await data.ExecuteAsync("KEYS", "*"))!).Order(StringComparer.Ordinal))
            {
                lines.Add($"{database} {key} = {await ValueAsync(data, key)}{await ExpiryAsync(data, key)}");
            }
        }

        lines.Add(Text(await connection.GetDatabase().ExecuteAsync("FUNCTION", "LIST")));
        return string.Join('\n', lines);
    }

    /// <summary>A reply as text, each element of an aggregate in brackets.</summary>
    public static string Text(RedisResult? reply) => reply is null || reply.IsNull ? "nil"
        : reply.Length >= 0 ? $"[{string.Join(", ", ((RedisResult[])reply!).Select(Text))}]"
        : reply.Resp2Type == ResultType.BulkString && !((byte[])reply!).All(static value => value is >= 32 and < 127) ? Convert.ToHexString((byte[])reply!)
        : (string)reply!;

    private static async Task<string> ValueAsync(IDatabase data, string key) => (string)(await data.ExecuteAsync("TYPE", key))! switch
    {
        "string" => Text(await data.ExecuteAsync("GET", key)),
        "list" => Text(await data.ExecuteAsync("LRANGE", key, "0", "-1")),
        "set" => Sorted(await data.ExecuteAsync("SMEMBERS", key), 1),
        "zset" => Text(await data.ExecuteAsync("ZRANGE", key, "0", "-1", "WITHSCORES")),
        "hash" => Sorted(await data.ExecuteAsync("HGETALL", key), 2),
        "stream" => await StreamAsync(data, key),
        var other => throw new InvalidOperationException($"{key} is a {other}."),
    };

    private static string Sorted(RedisResult reply, int size) =>
        string.Join(", ", ((string[])reply!).Chunk(size).Select(static group => string.Join('=', group)).Order(StringComparer.Ordinal));

    private static async Task<string> StreamAsync(IDatabase data, string key)
    {
        var text = Text(await data.ExecuteAsync("XRANGE", key, "-", "+"));
        var stream = await data.ExecuteAsync("XINFO", "STREAM", key);
        text += $" last {Field(stream, "last-generated-id")}";
        foreach (var group in (RedisResult[])(await data.ExecuteAsync("XINFO", "GROUPS", key))!)
        {
            var name = Field(group, "name");
            text += $" group {name} at {Field(group, "last-delivered-id")} consumers";
            foreach (var consumer in (RedisResult[])(await data.ExecuteAsync("XINFO", "CONSUMERS", key, name))!)
            {
                text += $" {Field(consumer, "name")}";
            }

            // Id, consumer and deliveries; the time since the last one passes by itself.
            foreach (var pending in (RedisResult[])(await data.ExecuteAsync("XPENDING", key, name, "-", "+", "100"))!)
            {
                text += $" pending {pending[0]} {pending[1]} {pending[3]}";
            }
        }

        return text;
    }

    private static string Field(RedisResult pairs, string name)
    {
        var items = (RedisResult[])pairs!;
        return (string)items[Array.FindIndex(items, item => (string?)item == name) + 1]!;
    }

    private static async Task<string> ExpiryAsync(IDatabase data, string key)
    {
        // To the nearest 10 seconds, so that the time of a test does not count.
        var left = (long)await data.ExecuteAsync("PTTL", key);
        return left < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" for {(left + 5000) / 10000}0 s");
    }
}
