using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using StackExchange.Redis;

namespace RedisSafety.DataProtection;

/// <summary>The key ring of data protection, in the list that Microsoft's package uses.</summary>
/// <param name="router">The router; asked for late, as the key ring is made while options are.</param>
/// <param name="key">The key of the list.</param>
internal sealed class KeyRing(Func<IRedisRouter> router, RedisKey key) : IXmlRepository
{
    // An element that was stored by an attempt whose reply was lost must not be in the ring twice: the key manager refuses such a ring.
    private const string StoreScript = """
        for _, element in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
          if element == ARGV[1] then return 0 end
        end
        redis.call('RPUSH', KEYS[1], ARGV[1])
        return 1
        """;

    // From the primary: a ring without its newest key cannot read what another process has protected with it.
    private static readonly RedisOperation<RedisKey, RedisValue[], RedisValue[]> Read = new(
        "LRANGE",
        RedisRoute.Primary,
        CommandFlags.CommandRetryReadOnly,
        static (database, key, flags) => database.ListRangeAsync(key, 0, -1, flags),
        static (reply, _) => reply)
    { Key = static key => key };

    private static readonly RedisOperation<(RedisKey Key, RedisValue Element), RedisResult, bool> Store = new(
        "EVAL",
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) => database.ScriptEvaluateAsync(StoreScript, [state.Key], [state.Element], flags),
        static (_, _) => true)
    { Key = static state => state.Key };

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. router().ExecuteAsync(Read, key).GetAwaiter().GetResult().Select(static element => XElement.Parse((string)element!))];

    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        router().ExecuteAsync(Store, (key, element.ToString(SaveOptions.DisableFormatting))).GetAwaiter().GetResult();
    }
}
