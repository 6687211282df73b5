using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RedisSafety.Once;

/// <summary>The value that tells one call from every other one of the same commands on the same key.</summary>
/// <param name="Value">The value; null where the call has none.</param>
/// <param name="Lifetime">The time for which the server keeps it.</param>
internal readonly record struct OnceToken(RedisValue Value, TimeSpan Lifetime)
{
    /// <summary>Whether the call has no token.</summary>
    public bool IsMissing => Value.IsNull;

    /// <summary>The lifetime as the script takes it.</summary>
    public RedisValue Milliseconds => (long)Math.Ceiling(Lifetime.TotalMilliseconds);

    /// <exception cref="ArgumentException">The token is empty.</exception>
    /// <exception cref="ArgumentNullException">The token is null.</exception>
    public static OnceToken Of(RedisValue token, IRedisRouter router, [CallerArgumentExpression(nameof(token))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(router);
        if (token.IsNull)
        {
            throw new ArgumentNullException(name);
        }

        return token.Length() > 0
            ? new OnceToken(token, router.OnceTokenLifetime)
            : throw new ArgumentException("A token tells one call from another, and this one is empty. Nothing was sent.", name);
    }
}
