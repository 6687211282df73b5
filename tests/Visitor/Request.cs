using System.Globalization;
using StackExchange.Redis;

namespace RedisSafety.Visitor;

/// <summary>
/// A visitor's request to one process: a few calls in the session that a token names. As text, so that it can go to another process.
/// </summary>
internal static class Request
{
    /// <summary>What stands for no token.</summary>
    public const string NoToken = ".";

    /// <summary>What stands for the value of a call that failed: it was not acknowledged.</summary>
    public const string NoValue = "-";

    private static readonly RedisOperation<string, long, long> Increment = new(
        "INCR", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, key, flags) => database.StringIncrementAsync(key, 1, flags),
        static (reply, _) => reply)
    { Key = static key => key };

    private static readonly RedisOperation<string, RedisValue, long> Own = Read(ReadConsistency.ReadYourWrites);
    private static readonly RedisOperation<string, RedisValue, long> Monotonic = Read(ReadConsistency.Monotonic);

    /// <summary>The text of a call.</summary>
    /// <param name="kind"><c>w</c> counts a counter up, <c>r</c> reads it with the own writes, <c>m</c> monotonically.</param>
    /// <param name="counter">Which counter.</param>
    /// <param name="delay">How long before the call, in milliseconds.</param>
    public static string Call(char kind, int counter, int delay) => string.Create(CultureInfo.InvariantCulture, $"{kind}:{counter}:{delay}");

    /// <summary>Makes the calls one after the other.</summary>
    /// <returns>The session's token after them, and the counters' values.</returns>
    public static async Task<string> RunAsync(RedisRouter router, string token, string calls)
    {
        using var session = router.StartSession(token == NoToken ? null : token);
        List<string> values = [];
        foreach (var call in calls.Split(','))
        {
            var parts = call.Split(':');
            var (key, delay) = ($"counter:{parts[1]}", int.Parse(parts[2], CultureInfo.InvariantCulture));
            if (delay > 0)
            {
                await Task.Delay(delay);
            }

            try
            {
                var operation = parts[0] switch
                {
                    "w" => router.ExecuteAsync(Increment, key),
                    "r" => router.ExecuteAsync(Own, key),
                    "m" => router.ExecuteAsync(Monotonic, key),
                    _ => throw new FormatException(call),
                };
                values.Add((await operation).ToString(CultureInfo.InvariantCulture));
            }
            catch (RedisUnavailableException)
            {
                // An increment that nobody may send again.
                values.Add(NoValue);
            }
        }

        // With what is known at once, or with what is known a moment later: both carry the promise.
        var next = values.Count % 2 == 0 ? session.Token : await session.GetTokenAsync();
        return $"{(next.Length == 0 ? NoToken : next)} {string.Join(',', values)}";
    }

    private static RedisOperation<string, RedisValue, long> Read(ReadConsistency consistency) => new(
        "GET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, key, flags) => database.StringGetAsync(key, flags),
        static (reply, _) => reply.IsNull ? 0 : (long)reply)
    { Key = static key => key, Consistency = consistency };
}
