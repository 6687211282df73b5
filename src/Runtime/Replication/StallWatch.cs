namespace RedisSafety.Replication;

/// <summary>Looks every few milliseconds, for as long as calls to a primary are under way, whether any is being answered.</summary>
internal sealed class StallWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(3);

    private readonly Func<bool> _look;
    private readonly ITimer _timer;
    private int _isOn;

    /// <param name="look">Looks, and says whether a call is under way.</param>
    /// <param name="time">The clock.</param>
    public StallWatch(Func<bool> look, TimeProvider time)
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
        if (_look())
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
            return;
        }

        Interlocked.Exchange(ref _isOn, 0);

        // A call that was sent since the look has found the watch on.
        if (_look())
        {
            Begin();
        }
    }
}
