using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>A replica answered, but what was known of how far it had come ended meanwhile.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router but as the cause of another exception.
internal sealed class UnsureAnswerException(string message) : RedisException(message);
#pragma warning restore CA1032, CA1064
