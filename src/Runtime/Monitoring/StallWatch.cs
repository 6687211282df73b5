namespace RedisSafety.Monitoring;

/// <summary>Looks again and again, for as long as calls to a primary are under way, whether any is being answered.</summary>
internal sealed class StallWatch : IDisposable
{
    /// <summary>How long it is from one look to the next where nothing hurries.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly Func<TimeSpan?> _look;
    private readonly ITimer _timer;
    private int _isOn;

    /// <param name="look">Looks, and says when to look again; <see langword="null"/> where no call is under way.</param>
    /// <param name="time">The clock.</param>
    public StallWatch(Func<TimeSpan?> look, TimeProvider time)
    {
        _look = look;
        _timer = time.CreateTimer(static watch => ((StallWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A call is under way. It costs a glance where the watch is on already.</summary>
    public void Begin()
    {
        if (Volatile.Read(ref _isOn) == 0 && Interlocked.Exchange(ref _isOn, 1) == 0)
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_look() is { } next)
        {
            _timer.Change(next, Timeout.InfiniteTimeSpan);
            return;
        }

        Interlocked.Exchange(ref _isOn, 0);

        // A call that was sent since the look has found the watch on.
        if (_look() is not null)
        {
            Begin();
        }
    }
}
