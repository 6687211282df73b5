using RedisSafety.Telemetry;

namespace RedisSafety.Calls;

/// <summary>Counts the calls that wait to be sent again, and limits them.</summary>
/// <param name="limit">The most that may wait.</param>
internal sealed class HeldCalls(int limit)
{
    private int _count;

    public int Limit => limit;

    /// <summary>Counts a call, if there is room. It is counted until <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) > limit)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        RouterTelemetry.Held(1);
        return true;
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _count);
        RouterTelemetry.Held(-1);
    }
}
