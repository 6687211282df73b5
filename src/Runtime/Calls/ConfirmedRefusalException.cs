using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>The server itself refused a call, whatever the error looks like, so that nothing was applied.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router except as the cause of another exception.
internal sealed class ConfirmedRefusalException(FaultCause cause, Exception refusal) : RedisException(refusal.Message, refusal)
#pragma warning restore CA1032, CA1064
{
    public FaultCause Cause { get; } = cause;
}
