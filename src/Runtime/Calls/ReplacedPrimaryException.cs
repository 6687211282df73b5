using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>Another node became the primary before the former one replied. The call no longer waits for that reply.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router except as the cause of another exception.
internal sealed class ReplacedPrimaryException(string message) : RedisException(message)
#pragma warning restore CA1032, CA1064
{
    public static ReplacedPrimaryException Of(DeploymentNode node) => new($"{node.Name} was replaced as primary before it replied.");
}
