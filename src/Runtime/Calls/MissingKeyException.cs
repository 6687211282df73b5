using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>A replica of a cluster replied that it does not have the key, and the primary has to confirm it.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router except as the cause of another exception.
internal sealed class MissingKeyException(string message) : RedisException(message)
#pragma warning restore CA1032, CA1064
{
    public static MissingKeyException At(DeploymentNode node) =>
        new($"{node.Name} replied that it does not have the key, whose slot may be on its way to another shard.");
}
