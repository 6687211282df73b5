namespace RedisSafety.Monitoring;

/// <summary>
/// Decides how often nodes are asked: more often while a failover is suspected and while a read waits for a replica, less often while no
/// calls are made, and less the more clients the servers have. A thousand routers that ask as one does would take a quarter of a core of
/// each server.
/// </summary>
internal sealed class Pace(RedisSafetyOptions options, TimeProvider time)
{
    // Thousands of calls may fault at once, and each asks for an observation.
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan SuspicionLasts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HastenedInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan HasteLasts = TimeSpan.FromMilliseconds(50);

    // A router without calls has nothing to route: its first call meets what it does not know yet.
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(1);

    // A router has two connections to a node. So all routers of a server together ask it at most a thousand times a second, and in a
    // failover, which is short, ten times as often.
    private static readonly TimeSpan IntervalPerClient = TimeSpan.FromMilliseconds(0.5);
    private static readonly TimeSpan SuspectedIntervalPerClient = TimeSpan.FromMilliseconds(0.05);

    private static readonly TimeSpan SpreadFrom = TimeSpan.FromMilliseconds(500);

    private long _suspectedAt;
    private long _hastenedAt;
    private long _awaitedAt;
    private long _calledAt = time.GetTimestamp();
    private int _clients;

    /// <summary>The number of clients that a server of the deployment has.</summary>
    public int Clients
    {
        get => Volatile.Read(ref _clients);
        set => Volatile.Write(ref _clients, value);
    }

    /// <summary>Whether a call met a fault within the last second.</summary>
    public bool IsSuspected => Volatile.Read(ref _suspectedAt) is not 0 and var at && time.GetElapsedTime(at) < SuspicionLasts;

    /// <summary>The shortest interval between two observations of a node that seems to be held back, or to take over.</summary>
    public TimeSpan ShortestQuickInterval => SuspectedIntervalPerClient * Clients / 5;

    public void Suspect() => Volatile.Write(ref _suspectedAt, time.GetTimestamp());

    /// <summary>Records that calls have been made.</summary>
    public void Called() => Volatile.Write(ref _calledAt, time.GetTimestamp());

    /// <summary>Records that a read would be answered by a replica that is known to have come far enough. Meanwhile the primary answers.</summary>
    /// <returns>Whether the nodes are to be asked now; not if they were just asked for the same reason.</returns>
    public bool Hasten() => Hasten(ref _hastenedAt, Longer(HastenedInterval, IntervalPerClient * Clients));

    /// <summary>Records that a call waits for an observation. It counts for one question, however large the fleet is.</summary>
    /// <returns>Whether the nodes are to be asked now; not if they were just asked for the same reason.</returns>
    public bool HastenForCall() => Hasten(ref _awaitedAt, HastenedInterval);

    /// <summary>The interval between two observations of a node.</summary>
    /// <param name="isWritable">Whether every shard has a primary.</param>
    public TimeSpan Interval(bool isWritable)
    {
        var isIdle = time.GetElapsedTime(Volatile.Read(ref _calledAt)) >= IdleAfter;
        var interval = !isWritable || IsSuspected ? Longer(options.FailoverMonitorInterval, SuspectedIntervalPerClient * Clients)
            : Longer(isIdle ? Longer(options.MonitorInterval, IdleInterval) : options.MonitorInterval, IntervalPerClient * Clients);
        var hastened = IsRecent(ref _awaitedAt) ? HastenedInterval
            : IsRecent(ref _hastenedAt) ? Longer(HastenedInterval, IntervalPerClient * Clients)
            : TimeSpan.MaxValue;
        return hastened < interval ? hastened : interval;
    }

#pragma warning disable CA5394 // Clients must not ask at the same moment; nothing is secret about it.
    /// <summary>A long interval, changed by chance: routers that ask seldom are not to do it all at the same moment.</summary>
    public static TimeSpan Spread(TimeSpan interval) =>
        interval < SpreadFrom ? interval : interval * (0.75 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private bool IsRecent(ref long hastenedAt) => Volatile.Read(ref hastenedAt) is not 0 and var at && time.GetElapsedTime(at) < HasteLasts;

    private bool Hasten(ref long hastenedAt, TimeSpan shortest)
    {
        var last = Volatile.Read(ref hastenedAt);
        var now = time.GetTimestamp();
        if (last != 0 && time.GetElapsedTime(last, now) < shortest)
        {
            return false;
        }

        Volatile.Write(ref hastenedAt, now);
        return true;
    }
}
