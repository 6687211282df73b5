using Microsoft.Extensions.Logging;
using RedisSafety.Nodes;
using RedisSafety.Telemetry;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Records losses of primaries and failovers, each shard for itself, and announces them.</summary>
internal sealed class FailoverJournal(ILogger logger, TimeProvider time)
{
    /// <summary>Records that a shard is about to be published. The owner calls it under its lock.</summary>
    /// <returns>What is to be announced after the lock was left.</returns>
    public List<Action> Record(ShardRecord record, Shard next)
    {
        List<Action> announcements = [];
        var before = record.Shard;
        record.Shard = next;
        if (before is null || before.Status != next.Status || !before.Rivals.SequenceEqual(next.Rivals))
        {
            RecordStatus(next, announcements);
        }

        var former = before?.Primary;
        if (ReferenceEquals(former, next.Primary))
        {
            return announcements;
        }

        if (next.Primary is null)
        {
            record.LostPrimary = former;
            record.LostAt = time.GetTimestamp();
            announcements.Add(() => RouterLog.PrimaryLost(logger, former!.Name));
            return announcements;
        }

        if ((former ?? record.LostPrimary) is { } last)
        {
            var lasted = former is null ? time.GetElapsedTime(record.LostAt) : TimeSpan.Zero;
            var now = next.Primary;
            announcements.Add(() =>
            {
                RouterTelemetry.FailedOver(last.Name, now.Name, lasted);
                RouterLog.FailedOver(logger, last.Name, now.Name, lasted.TotalMilliseconds);
            });
            if (!ReferenceEquals(last, now) && last is RedisNode { Observation.Role: NodeRole.Unreachable } silent)
            {
                // Calls that wait for a server that has been replaced would wait for their time-out.
                announcements.Add(silent.Abort);
            }
        }

        record.LostPrimary = null;
        return announcements;
    }

    private void RecordStatus(Shard next, List<Action> announcements)
    {
        var rivals = string.Join(", ", next.Rivals);
        if (next.Status == PrimaryStatus.Ambiguous)
        {
            announcements.Add(() => RouterLog.AmbiguousPrimary(logger, rivals));
        }
        else if (next.Status == PrimaryStatus.Unrelated)
        {
            announcements.Add(() => RouterLog.UnrelatedPrimary(logger, rivals));
        }
    }
}
