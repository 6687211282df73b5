using Microsoft.Extensions.Logging;
using RedisSafety.Telemetry;

namespace RedisSafety.Calls;

/// <summary>Makes the exceptions of calls that end as unavailable, and logs them: the first of each cause, then one every ten seconds.</summary>
/// <param name="report">Describes the nodes.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class UnavailableCalls(NodeReport report, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(10);

    private readonly object _lock = new();
    private readonly Dictionary<FaultCause, (long LoggedAt, long Suppressed)> _logged = [];

    /// <summary>Ends a call.</summary>
    /// <param name="recovery">Its attempts.</param>
    /// <param name="why">The reason, as a clause.</param>
    public RedisUnavailableException End(Recovery recovery, string why)
    {
        var elapsed = time.GetElapsedTime(recovery.StartedAt);
        var cause = recovery.Decision.Fault.Cause;
        var tried = recovery.Nodes.Count == 0 ? "no node" : string.Join(", ", recovery.Nodes);
        var applied = recovery.MayHaveBeenApplied ? " An attempt may have been applied." : string.Empty;

        // The nodes matter if they are the cause, not if the call may not be repeated.
        var nodes = cause is FaultCause.NoNode or FaultCause.Connection or FaultCause.Timeout ? report.Describe() : string.Empty;
        var exception = new RedisUnavailableException(
            FormattableString.Invariant(
                $"{recovery.Operation.Command} failed after {recovery.Attempts} attempts in {elapsed.TotalMilliseconds:F0} ms at {tried}: {why}.{applied}{nodes}"),
            cause == FaultCause.NoNode ? report.Cause ?? recovery.LastFault : recovery.LastFault)
        {
            Command = recovery.Operation.Command,
            Attempts = recovery.Attempts,
            Elapsed = elapsed,
            Nodes = recovery.Nodes,
            MayHaveBeenApplied = recovery.MayHaveBeenApplied,
        };
        if (ShouldLog(cause, out var suppressed))
        {
            RouterLog.Unavailable(logger, recovery.Operation.Command, Labels.Of(cause), suppressed, exception);
        }

        return exception;
    }

    private bool ShouldLog(FaultCause cause, out long suppressed)
    {
        lock (_lock)
        {
            var isKnown = _logged.TryGetValue(cause, out var last);
            suppressed = last.Suppressed;
            if (isKnown && time.GetElapsedTime(last.LoggedAt) < LogPause)
            {
                _logged[cause] = (last.LoggedAt, last.Suppressed + 1);
                return false;
            }

            _logged[cause] = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
