using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Follows the layout of a cluster: reads it now and then, and at once when a call or a node shows that it is old.</summary>
internal sealed class LayoutFollower
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(20);

    private readonly NodeWatchers _watchers;
    private readonly Func<bool> _isWritable;
    private readonly Action<ClusterSlots> _read;
    private readonly Action<Exception> _failed;
    private readonly TimeSpan _retryAfter;
    private readonly TimeProvider _time;
    private readonly Signal _wanted;
    private DeploymentNode? _hint;
    private volatile bool _isOld;
    private ClusterSlots? _layout;

    /// <param name="watchers">The nodes that can be asked.</param>
    /// <param name="isWritable">Whether every shard has a primary.</param>
    /// <param name="read">Gets each layout that differs from the last one.</param>
    /// <param name="failed">Gets what kept a layout from being read.</param>
    /// <param name="retryAfter">How long to wait while a shard has no primary.</param>
    /// <param name="time">The clock.</param>
    public LayoutFollower(
        NodeWatchers watchers, Func<bool> isWritable, Action<ClusterSlots> read, Action<Exception> failed, TimeSpan retryAfter, TimeProvider time)
    {
        _watchers = watchers;
        _isWritable = isWritable;
        _read = read;
        _failed = failed;
        _retryAfter = retryAfter;
        _time = time;
        _wanted = new Signal(time);
    }

    /// <summary>The layout that was read last; <see langword="null"/> if there is none.</summary>
    public ClusterSlots? Layout => Volatile.Read(ref _layout);

    /// <summary>Reads the layout soon.</summary>
    /// <param name="hint">The node that showed that it is old, which is asked first.</param>
    public void Want(DeploymentNode? hint)
    {
        Volatile.Write(ref _hint, hint);
        _isOld = true;
        _wanted.Raise();
    }

    /// <summary>Follows the layout until <paramref name="stop"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stop).ConfigureAwait(false);
                await _wanted.WaitAsync(Layout is not null && !_isWritable() ? _retryAfter : Interval, stop).ConfigureAwait(false);
                await Task.Delay(ShortestInterval, _time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever an answer does, the layout must be followed on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _failed(fault);
                await Task.Delay(_retryAfter, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var hint = Interlocked.Exchange(ref _hint, null);
        var isOld = _isOld || !_isWritable();
        _isOld = false;
        var nodes = _watchers.All.Select(static watcher => watcher.Node).ToArray();
        var layout = await ClusterFollower.ReadAsync(nodes, hint, Layout, isOld, stop).ConfigureAwait(false);
        if (layout is not null && !ReferenceEquals(layout, Layout))
        {
            Volatile.Write(ref _layout, layout);
            _read(layout);
        }
    }
}
