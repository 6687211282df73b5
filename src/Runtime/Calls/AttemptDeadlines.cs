namespace RedisSafety.Calls;

/// <summary>
/// Ends the waiting of attempts that are due: one that may be repeated after the time of an attempt, every one at the end of its call's
/// budget. An attempt costs a comparison; the timer runs only when a deadline comes.
/// </summary>
internal sealed class AttemptDeadlines : IDisposable
{
    private const long None = long.MaxValue;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly object _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _attempt;
    private readonly long _budget;
    private long _due = None;
    private bool _isDisposed;

    public AttemptDeadlines(RedisSafetyOptions options, TimeProvider time)
    {
        _time = time;
        _attempt = (long)(options.AttemptTimeout.TotalSeconds * time.TimestampFrequency);
        _budget = (long)(options.CallBudget.TotalSeconds * time.TimestampFrequency);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static deadlines => ((AttemptDeadlines)deadlines!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>How often an attempt is looked at that waits longer than the time of an attempt.</summary>
    public long ReviewInterval => _attempt / 4;

    /// <summary>The moment at which an attempt is no longer waited for.</summary>
    /// <param name="startedAt">The start of the call.</param>
    /// <param name="sentAt">The start of the attempt.</param>
    /// <param name="mayBeRepeated">Whether the call may be sent once more though this attempt may be applied.</param>
    public long Of(long startedAt, long sentAt, bool mayBeRepeated) =>
        mayBeRepeated ? Math.Min(startedAt + _budget, sentAt + _attempt) : startedAt + _budget;

    /// <summary>Makes sure that an attempt, which can be found from now on, is ended at its deadline.</summary>
    public void Watch(long deadline)
    {
        if (deadline < Volatile.Read(ref _due))
        {
            Arm(deadline);
        }
    }

    public TimeSpan Between(long earlier, long later) => _time.GetElapsedTime(earlier, later);

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _timer.Dispose();
    }

    private void Arm(long deadline)
    {
        lock (_lock)
        {
            if (_isDisposed || deadline >= _due)
            {
                return;
            }

            Volatile.Write(ref _due, deadline);
            var left = TimeSpan.FromSeconds((deadline - _time.GetTimestamp()) / (double)_time.TimestampFrequency);
            _timer.Change(left > Shortest ? left : Shortest, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        // Before the look: an attempt that it misses finds no deadline and arms the timer itself.
        Interlocked.Exchange(ref _due, None);
        Arm(AttemptList.Expire(this, _time.GetTimestamp()));
    }
}
