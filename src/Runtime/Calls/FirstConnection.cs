using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>Waits until a deployment takes writes for the first time.</summary>
/// <param name="options">How long it may take.</param>
/// <param name="watch">The topology.</param>
/// <param name="report">Describes the nodes.</param>
/// <param name="lifetime">The end of the router.</param>
/// <param name="time">The clock.</param>
internal sealed class FirstConnection(
    RedisSafetyOptions options, IDeploymentWatch watch, NodeReport report, CallLifetime lifetime, TimeProvider time)
{
    /// <exception cref="RedisUnavailableException">There is no primary; it names each endpoint and its cause.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        watch.Start();
        var startedAt = time.GetTimestamp();
        while (true)
        {
            lifetime.ThrowIfEnded();
            var changed = watch.Changed;
            if (watch.Current.IsWritable)
            {
                return;
            }

            var left = options.ConnectTimeLimit - time.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero || report.AllRefuse)
            {
                throw NotFound(time.GetElapsedTime(startedAt));
            }

            // Refusals change no snapshot, so the nodes are read in between.
            var pause = left < options.MonitorInterval ? left : options.MonitorInterval;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.Ended);
            await Task.WhenAny(changed, Task.Delay(pause, time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private RedisUnavailableException NotFound(TimeSpan elapsed) => new(
        FormattableString.Invariant($"No primary was found in {elapsed.TotalMilliseconds:F0} ms.{report.Describe()}"), report.Cause)
    {
        Elapsed = elapsed,
        Nodes = report.Names,
    };
}
