using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>No node is known that could take a call.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router but as the cause of another exception.
internal sealed class NoNodeException(string message) : RedisException(message);
#pragma warning restore CA1032, CA1064
