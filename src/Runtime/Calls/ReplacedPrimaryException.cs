using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>
/// Another node became the primary while a call waited for the former one. If the former primary applied the call, the deployment may have
/// lost it.
/// </summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router except as the cause of another exception.
internal sealed class ReplacedPrimaryException(string message) : RedisException(message)
#pragma warning restore CA1032, CA1064
{
    public static ReplacedPrimaryException Before(DeploymentNode node) => new($"{node.Name} was replaced as primary before it replied.");

    public static ReplacedPrimaryException After(DeploymentNode node) =>
        new($"{node.Name} replied after another node had become the primary, which may not have what it applied.");
}
