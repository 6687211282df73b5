using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>The topology names no node for a call.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router except as the cause of another exception.
internal sealed class NoNodeException(string message) : RedisException(message)
#pragma warning restore CA1032, CA1064
{
    /// <summary>Whether the call is not to wait for a node.</summary>
    public bool IsFinal { get; init; }

    public static NoNodeException OfRedirection() => new("The slot is being moved, and the node that it is moved to is not known.");

    public static NoNodeException Of(bool isResumedSession) => new(isResumedSession
        ? "No node satisfies the session token: no replica has caught up, and no primary has confirmed its role since the token arrived."
        : "No node is known that can take the call.");
}
