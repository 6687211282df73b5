using RedisSafety.Nodes;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Asks one node again and again. Each node has a loop of its own, so that a silent one delays nothing that the others report.</summary>
internal sealed class NodeWatcher : IAsyncDisposable
{
    private readonly Func<NodeWatcher, TimeSpan> _interval;
    private readonly Func<NodeWatcher, TimeSpan> _shortestInterval;
    private readonly Action<NodeWatcher, NodeObservation> _record;
    private readonly TimeProvider _time;
    private readonly Signal _poke;
    private readonly CancellationTokenSource _stop;
    private Task _loop = Task.CompletedTask;
    private long _answers;
    private int _disposed;

    /// <param name="node">The node, which belongs to the watcher from now on.</param>
    /// <param name="interval">How long to wait between two observations.</param>
    /// <param name="shortestInterval">How long to wait between them if the watcher is poked.</param>
    /// <param name="record">Gets each observation.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the loop.</param>
    public NodeWatcher(
        RedisNode node,
        Func<NodeWatcher, TimeSpan> interval,
        Func<NodeWatcher, TimeSpan> shortestInterval,
        Action<NodeWatcher, NodeObservation> record,
        TimeProvider time,
        CancellationToken stop)
    {
        Node = node;
        _interval = interval;
        _shortestInterval = shortestInterval;
        _record = record;
        _time = time;
        _poke = new Signal(time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        node.Changed = Poke;
    }

    public RedisNode Node { get; }

    /// <summary>What the node's observations amount to. Only the owner changes it.</summary>
    public NodeTrack Track { get; set; } = NodeTrack.Start;

    /// <summary>Its place in the configuration, lowest first.</summary>
    public required int Order { get; init; }

    /// <summary>Whether the user's configuration names it, so that it is never retired.</summary>
    public required bool IsConfigured { get; init; }

    /// <summary>When the topology stopped naming it; <see langword="null"/> while it does.</summary>
    public long? LeftAt { get; set; }

    public void Start() => _loop = Task.Run(WatchAsync);

    /// <summary>Whether calls have been answered by the node since this was last asked.</summary>
    public bool HasNewCalls()
    {
        var known = _answers;
        _answers = Node.Calls.Answers;
        return _answers != known || Node.Calls.Outstanding > 0;
    }

    /// <summary>Asks the node now instead of at the end of the interval.</summary>
    public void Poke() => _poke.Raise();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Node.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            var askedAt = _time.GetTimestamp();
            NodeObservation observation;
            try
            {
                observation = await Node.ObserveAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever an answer does, the node must be watched on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                observation = NodeObservation.Failed(fault);
            }

            _record(this, observation);
            try
            {
                await _poke.WaitAsync(_interval(this), stop).ConfigureAwait(false);
                var early = _shortestInterval(this) - _time.GetElapsedTime(askedAt);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, _time, stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
