using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>A replica answered, but the answer need not be as fresh as the call asks any more.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router except as the cause of another exception.
internal sealed class UnsureAnswerException(string message) : RedisException(message)
#pragma warning restore CA1032, CA1064
{
    public static UnsureAnswerException Of(DeploymentNode node) =>
        new($"{node.Name} replied, but need not have had everything that the read asks for.");
}
