namespace RedisSafety.Calls;

/// <summary>There was no reply in time. The command may still be applied.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves the router except as the cause of another exception.
internal sealed class AttemptTimeoutException(string message) : TimeoutException(message)
#pragma warning restore CA1032, CA1064
{
    public static AttemptTimeoutException Of(string node, TimeSpan waited) =>
        new(FormattableString.Invariant($"{node} did not reply within {waited.TotalMilliseconds:F0} ms."));
}
