namespace RedisSafety.Monitoring;

/// <summary>Decides how often nodes are asked: more often while a failover is suspected, and while a read waits for a replica.</summary>
internal sealed class Pace(RedisSafetyOptions options, TimeProvider time)
{
    // Thousands of calls may fault at once, and each asks for an observation.
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan SuspicionLasts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HastenedInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan HasteLasts = TimeSpan.FromMilliseconds(50);

    private long _suspectedAt;
    private long _hastenedAt;

    /// <summary>Whether a call met a fault within the last second.</summary>
    public bool IsSuspected => Volatile.Read(ref _suspectedAt) is not 0 and var at && time.GetElapsedTime(at) < SuspicionLasts;

    public void Suspect() => Volatile.Write(ref _suspectedAt, time.GetTimestamp());

    /// <returns>Whether the nodes are to be asked now; not if they were just asked for the same reason.</returns>
    public bool Hasten()
    {
        var last = Volatile.Read(ref _hastenedAt);
        var now = time.GetTimestamp();
        if (last != 0 && time.GetElapsedTime(last, now) < HastenedInterval)
        {
            return false;
        }

        Volatile.Write(ref _hastenedAt, now);
        return true;
    }

    /// <summary>The interval between two observations of a node.</summary>
    /// <param name="isWritable">Whether every shard has a primary.</param>
    public TimeSpan Interval(bool isWritable)
    {
        var interval = !isWritable || IsSuspected ? options.FailoverMonitorInterval : options.MonitorInterval;
        var hastenedAt = Volatile.Read(ref _hastenedAt);
        return hastenedAt != 0 && interval > HastenedInterval && time.GetElapsedTime(hastenedAt) < HasteLasts ? HastenedInterval : interval;
    }
}
