using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace RedisSafety.Entries;

/// <summary>An entry to store.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Absolute">The absolute expiration in UTC ticks, or −1.</param>
/// <param name="Sliding">The sliding expiration in ticks, or −1.</param>
/// <param name="Lifetime">The time until it expires if it is not read, in milliseconds, or −1.</param>
/// <param name="Data">The value.</param>
internal readonly record struct EntryToStore(RedisKey Key, long Absolute, long Sliding, long Lifetime, RedisValue Data)
{
    /// <exception cref="ArgumentOutOfRangeException">The absolute expiration is not in the future.</exception>
    public static EntryToStore From(RedisKey key, ReadOnlyMemory<byte> value, DistributedCacheEntryOptions options, DateTimeOffset now)
    {
        if (options.AbsoluteExpiration <= now)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.AbsoluteExpiration, "The absolute expiration must be in the future.");
        }

        var absolute = options.AbsoluteExpirationRelativeToNow is { } relative ? now + relative : options.AbsoluteExpiration;
        var left = absolute - now;
        if (options.SlidingExpiration is { } sliding && (left is null || sliding < left))
        {
            left = sliding;
        }

        return new EntryToStore(
            key,
            absolute?.UtcTicks ?? EntryOperations.None,
            options.SlidingExpiration?.Ticks ?? EntryOperations.None,
            left is { } lifetime ? (long)Math.Ceiling(lifetime.TotalMilliseconds) : EntryOperations.None,
            value);
    }
}
