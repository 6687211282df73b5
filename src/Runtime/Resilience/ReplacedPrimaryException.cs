using StackExchange.Redis;

namespace RedisSafety.Resilience;

/// <summary>Another node became the primary while the former one still owed an answer, which is no longer waited for.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router but as the cause of another exception.
internal sealed class ReplacedPrimaryException(string message) : RedisException(message);
#pragma warning restore CA1032, CA1064
