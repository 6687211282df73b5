using StackExchange.Redis;

namespace RedisSafety.Entries;

/// <summary>An entry as it was read.</summary>
/// <param name="Sliding">The sliding expiration in ticks, or −1.</param>
/// <param name="Data">The value.</param>
internal sealed record StoredEntry(long Sliding, RedisValue Data);
