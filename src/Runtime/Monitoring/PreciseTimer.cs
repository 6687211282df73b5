using System.Diagnostics;

namespace RedisSafety.Monitoring;

/// <summary>A timer with a thread to itself, which it has from the first time that it is set.</summary>
internal sealed class PreciseTimer(TimerCallback callback, object? state) : ITimer
{
    private readonly object _lock = new();
    private Thread? _thread;
    private long _setAt;
    private TimeSpan _due = Timeout.InfiniteTimeSpan;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _disposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return false;
            }

            (_setAt, _due, _period) = (Stopwatch.GetTimestamp(), dueTime, period);
            if (_thread is not null)
            {
                Monitor.Pulse(_lock);
            }
            else if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "RedisSafety timer" };
                _thread.UnsafeStart();
            }

            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Monitor.Pulse(_lock);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private void Run()
    {
        while (WaitUntilDue())
        {
            callback(state);
        }
    }

    /// <returns>Whether it is due; else it has been disposed.</returns>
    private bool WaitUntilDue()
    {
        lock (_lock)
        {
            while (!_disposed)
            {
                if (_due == Timeout.InfiniteTimeSpan)
                {
                    Monitor.Wait(_lock);
                    continue;
                }

                var left = _due - Stopwatch.GetElapsedTime(_setAt);
                if (left <= TimeSpan.Zero)
                {
                    (_setAt, _due) = (Stopwatch.GetTimestamp(), _period);
                    return true;
                }

                // A wait counts whole milliseconds.
                Monitor.Wait(_lock, (int)Math.Ceiling(left.TotalMilliseconds));
            }

            return false;
        }
    }
}
