using StackExchange.Redis;

namespace RedisSafety;

/// <summary>Turns the values that Redis has no native form for into bytes and back.</summary>
public interface IRedisSerializer
{
    /// <summary>The bytes of <paramref name="value"/>, as they are stored in Redis.</summary>
    /// <typeparam name="T">The declared type of the value.</typeparam>
    /// <param name="value">The value; <see langword="null"/> where <typeparamref name="T"/> allows it.</param>
    RedisValue Serialize<T>(T value);

    /// <summary>The value that <paramref name="value"/> holds.</summary>
    /// <typeparam name="T">The declared type of the value.</typeparam>
    /// <param name="value">What Redis answered; never a missing value.</param>
    T? Deserialize<T>(RedisValue value);
}
