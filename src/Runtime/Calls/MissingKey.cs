using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>
/// Recognizes the replies of a server that need not have had the key. While a cluster moves a slot, the replicas of the old shard lack the
/// keys that have gone already, and reply as if those did not exist: only a primary redirects. A reply is taken for such a one if it could
/// be one; the primary then confirms it, which costs a round trip.
/// </summary>
internal static class MissingKey
{
    // The only read of several keys whose reply shows for each of them that it was there.
    private const string ReadOfSeveral = "MGET";

    // TTL and its like of a key that does not exist.
    private const long NoKey = -2;

    /// <summary>Whether a reply could be that of a server without the key, or without one of several.</summary>
    public static bool IsPossible<TReply>(RedisOperation operation, TReply reply)
    {
        if (operation.HasSeveralKeys)
        {
            return operation.Command != ReadOfSeveral || reply switch
            {
                RedisValue[] values => Array.Exists(values, static value => value.IsNull),
                RedisResult { IsNull: false, Length: >= 0 } result =>
                    Array.Exists((RedisResult[])result!, static element => element.IsNull),
                _ => true,
            };
        }

        return reply switch
        {
            null => true,
            RedisResult result => LacksEverything(result),
            long number => number is 0 or NoKey,
            string text => text is "" or "none",
            RedisValue[] values => Array.TrueForAll(values, static value => value.IsNull),
            RedisResult[] values => Array.TrueForAll(values, LacksEverything),
            Array values => LacksEverything(values),
            _ => EqualityComparer<TReply>.Default.Equals(reply, default),
        };
    }

    /// <summary>Whether a server ends a read with this error because it does not have the key.</summary>
    public static bool IsReportedBy(Exception fault) => fault is RedisServerException
        && (fault.Message.Contains("no such key", StringComparison.OrdinalIgnoreCase)
            || fault.Message.StartsWith("NOGROUP", StringComparison.Ordinal)
            || fault.Message.Contains("key does not exist", StringComparison.OrdinalIgnoreCase));

    private static bool LacksEverything(Array values)
    {
        foreach (var value in values)
        {
            if (value is not (null or 0L or false))
            {
                return false;
            }
        }

        return true;
    }

    private static bool LacksEverything(RedisResult result)
    {
        if (result.IsNull)
        {
            return true;
        }

        if (result.Length >= 0)
        {
            return Array.TrueForAll((RedisResult[])result!, LacksEverything);
        }

        // The cursor of a scan that found nothing is "0".
        return (string?)result is "" or "0" or "-2" or "none";
    }
}
