using System.Runtime.CompilerServices;
using RedisSafety.Nodes;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>
/// Notices that a primary holds calls back, as it does while it hands over in a planned failover, and has its replicas asked at a quick pace
/// whether one of them has taken over.
/// </summary>
internal sealed class StallDetection
{
    // A primary that hands over holds writes back, and answers everything else. Calls that have waited so long, and several times as long as
    // an answer to the watch takes, are looked into.
    private static readonly TimeSpan StallTolerated = TimeSpan.FromMilliseconds(2);
    private const int StallToleratedInAnswers = 3;

    // How often the replicas of such a primary are asked. The longer that goes on, the less a millisecond counts: a fiftieth of the outage is
    // what the asking may add.
    private static readonly TimeSpan QuickInterval = TimeSpan.FromMilliseconds(1);
    private const int QuickShare = 50;
    private static readonly TimeSpan QuickLasts = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ConditionalWeakTable<DeploymentNode, Stall> _stalls = [];

    public StallDetection(TimeProvider time) => _time = time;

    /// <summary>When a node was asked why calls stand still; 0 if they do not.</summary>
    public long AskedAt(DeploymentNode node) => _stalls.TryGetValue(node, out var stall) ? Volatile.Read(ref stall.AskedAt) : 0;

    /// <summary>Since when a node is known to hold calls back while it answers the watch; 0 if it does not.</summary>
    public long HoldsCallsSince(DeploymentNode node) => _stalls.TryGetValue(node, out var stall) ? Volatile.Read(ref stall.HoldsCallsSince) : 0;

    /// <summary>Whether a node is asked at the quick pace: its calls stand still, or it may take over from a primary whose calls do.</summary>
    public bool IsQuick(DeploymentSnapshot snapshot, DeploymentNode node)
    {
        foreach (var shard in snapshot.Shards)
        {
            if (shard.Primary is { } primary && AskedAt(primary) is not 0 and var askedAt && Array.IndexOf(shard.Members, node) >= 0)
            {
                return _time.GetElapsedTime(askedAt) < QuickLasts;
            }
        }

        return false;
    }

    public void Forget(DeploymentNode node) => _stalls.Remove(node);

    /// <summary>
    /// Checks whether a primary has stopped to answer calls, and has it asked: an answer that overtakes the calls shows that they are held
    /// back, while one that merely came after a slow command leaves none behind.
    /// </summary>
    /// <param name="primary">The primary.</param>
    /// <param name="poke">Has a node asked now.</param>
    /// <param name="members">All nodes of the shard.</param>
    /// <param name="suspect">Called when the primary is found to hold calls back.</param>
    /// <returns>When to check again.</returns>
    public TimeSpan Check(RedisNode primary, DeploymentNode[] members, Action<DeploymentNode> poke, Action<DeploymentNode> suspect)
    {
        var stall = _stalls.GetOrCreateValue(primary);
        var lasts = primary.Calls.Stall;
        var tolerated = primary.AnswersWithin * StallToleratedInAnswers;
        tolerated = tolerated > StallTolerated ? tolerated : StallTolerated;
        if (lasts < tolerated)
        {
            Volatile.Write(ref stall.AskedAt, 0);
            Volatile.Write(ref stall.HoldsCallsSince, 0);
            var left = tolerated - lasts;
            return left > TimeSpan.Zero && left < StallWatch.Interval ? left : StallWatch.Interval;
        }

        var now = _time.GetTimestamp();
        if (stall.AskedAt == 0)
        {
            Volatile.Write(ref stall.AskedAt, now);

            // The replicas too: at the end of a short failover one of them has taken over already.
            Array.ForEach(members, poke);
            return QuickInterval;
        }

        if (stall.HoldsCallsSince == 0 && primary.Observation is { Role: NodeRole.Primary } answer && answer.AskedAt >= stall.AskedAt)
        {
            Volatile.Write(ref stall.HoldsCallsSince, now);
            suspect(primary);
            return QuickInterval;
        }

        var watched = _time.GetElapsedTime(stall.HoldsCallsSince is not 0 and var since ? since : stall.AskedAt, now);
        if (watched >= QuickLasts)
        {
            return StallWatch.Interval;
        }

        if (stall.HoldsCallsSince != 0)
        {
            Array.ForEach(members, member =>
            {
                if (!ReferenceEquals(member, primary))
                {
                    poke(member);
                }
            });
        }

        return QuickInterval + (watched / QuickShare);
    }

    private sealed class Stall
    {
        public long AskedAt;
        public long HoldsCallsSince;
    }
}
