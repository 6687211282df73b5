namespace RedisSafety.Monitoring;

/// <summary>
/// The system's time with timers that are due on the millisecond. Those of .NET follow a clock that steps with the kernel's tick, of 4 ms
/// on most Linux servers. Each has a thread to itself, which waits: for a few that live long.
/// </summary>
internal sealed class PreciseTime : TimeProvider
{
    private PreciseTime()
    {
    }

    public static PreciseTime Instance { get; } = new();

    /// <summary>The same clock, precise where it is the system's.</summary>
    public static TimeProvider Of(TimeProvider time) => ReferenceEquals(time, System) ? Instance : time;

    /// <remarks>The callback runs on the timer's thread: it must be short, and must not throw.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new PreciseTimer(callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
