namespace RedisSafety.Topology;

/// <summary>Counts the calls that are under way at one node, and how long the node has been silent.</summary>
/// <param name="time">The clock.</param>
internal sealed class CallCounter(TimeProvider time)
{
    private long _sent;
    private long _answered;
    private long _silentSince;

    /// <summary>The number of calls that have been sent to the node and not been answered.</summary>
    public int Outstanding => (int)(Volatile.Read(ref _sent) - Answers);

    /// <summary>The number of calls that the node has answered.</summary>
    public long Answers => Volatile.Read(ref _answered);

    /// <summary>The time since the last answer while calls wait; zero while none waits.</summary>
    public TimeSpan Stall => Outstanding > 0 ? time.GetElapsedTime(Volatile.Read(ref _silentSince)) : TimeSpan.Zero;

    /// <summary>Counts a call that is about to be sent.</summary>
    /// <param name="sentAt">A moment just before the call is sent.</param>
    public void Sent(long sentAt)
    {
        if (Interlocked.Increment(ref _sent) - Answers == 1)
        {
            // The first call under way: no call waited during the silence before it.
            Volatile.Write(ref _silentSince, sentAt);
        }
    }

    /// <summary>Counts a call that was answered.</summary>
    /// <returns>The time of the answer.</returns>
    public long Answered()
    {
        Interlocked.Increment(ref _answered);
        var now = time.GetTimestamp();
        Volatile.Write(ref _silentSince, now);
        return now;
    }
}
