using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Sessions;

/// <summary>
/// The memory of a session: what it wrote and saw, and what its token stands for. Its marks only ever advance, in any order of
/// parallel calls.
/// </summary>
/// <param name="places">What a token is made of; <see langword="null"/> for the calls outside of sessions, which have no token.</param>
internal sealed class SessionLedger(SessionPlaces? places)
{
    private readonly object _lock = new();

    /// <summary>For each shard, a replica that holds everything the session saw there, and the replica's generation.</summary>
    private readonly List<(DeploymentNode Replica, int Generation)> _seenOn = [];

    private long _wroteAt = PrimaryTimeline.Never;
    private long _sawAt = PrimaryTimeline.Never;

    /// <summary>The places that make a token.</summary>
    public SessionPlaces? Places => places;

    /// <summary>The moment at which the session's token arrived, or <see cref="PrimaryTimeline.Never"/>.</summary>
    public long ResumedAt => places?.ResumedAt ?? PrimaryTimeline.Never;

    public bool IsResumed => ResumedAt != PrimaryTimeline.Never;

    /// <summary>The moment of the session's last write in this process.</summary>
    public long WroteAt => Volatile.Read(ref _wroteAt);

    /// <summary>Records a write that ended at <paramref name="moment"/> or before.</summary>
    /// <param name="primary">The node that acknowledged it; <see langword="null"/> if none did, though it may have been applied.</param>
    /// <param name="moment">The moment.</param>
    public void Wrote(DeploymentNode? primary, long moment)
    {
        Raise(ref _wroteAt, moment);
        if (primary is not null)
        {
            places?.Mark(primary.Timeline.History, moment, wrote: true);
        }
    }

    /// <summary>Records a read, if its answer holds everything that the session has seen by now.</summary>
    /// <param name="node">The node that answered.</param>
    /// <param name="generation">The generation of its watermark when the read was sent.</param>
    /// <param name="reached">The watermark when the read was sent.</param>
    /// <param name="shard">The shard of the key.</param>
    /// <param name="moment">The moment of the answer.</param>
    /// <returns>Whether the answer may be used. Another read can have shown a newer state while this one was under way.</returns>
    public bool Saw(DeploymentNode node, int generation, long reached, Shard shard, long moment)
    {
        lock (_lock)
        {
            var isPrimary = ReferenceEquals(node, shard.Primary);
            var isLastSeen = _seenOn.Contains((node, generation));
            if (!isPrimary && !isLastSeen && reached < Volatile.Read(ref _sawAt))
            {
                return false;
            }

            // Loops in place of lambdas here and below: a read that succeeds allocates nothing for its freshness.
            for (var i = _seenOn.Count - 1; i >= 0; i--)
            {
                if (ReferenceEquals(_seenOn[i].Replica, node) || Array.IndexOf(shard.Members, _seenOn[i].Replica) >= 0)
                {
                    _seenOn.RemoveAt(i);
                }
            }

            if (!isPrimary)
            {
                _seenOn.Add((node, generation));
            }

            Raise(ref _sawAt, moment);
        }

        places?.Mark((shard.Primary ?? node).Timeline.History, moment, wrote: false);

        return true;
    }

    /// <summary>Whether a replica has everything that this session has seen, and that its token stands for.</summary>
    public bool Admits(DeploymentNode replica, long reached, bool isMonotonic)
    {
        places?.Review();
        if (reached < ResumedAt && places is { } carried && !(carried.IsResumedInFull && carried.AreReachedBy(replica)))
        {
            return false;
        }

        if (!isMonotonic || reached >= Volatile.Read(ref _sawAt))
        {
            return true;
        }

        lock (_lock)
        {
            return _seenOn.Contains((replica, replica.Watermark.Generation));
        }
    }

    /// <summary>Takes over what an inner session wrote and saw: it is part of this one.</summary>
    public void Absorb(SessionLedger inner)
    {
        (DeploymentNode Replica, int Generation)[] seenOn;
        long sawAt;
        lock (inner._lock)
        {
            (seenOn, sawAt) = ([.. inner._seenOn], inner._sawAt);
        }

        Raise(ref _wroteAt, inner.WroteAt);
        if (inner.Places is { } carried)
        {
            places?.Absorb(carried);
        }

        if (sawAt == PrimaryTimeline.Never)
        {
            return;
        }

        lock (_lock)
        {
            if (_sawAt == PrimaryTimeline.Never)
            {
                _seenOn.AddRange(seenOn);
            }
            else
            {
                // Only a replica that both have seen last has everything of both.
                _seenOn.RemoveAll(known => Array.IndexOf(seenOn, known) < 0);
            }

            Raise(ref _sawAt, sawAt);
        }
    }

    private static void Raise(ref long entry, long moment)
    {
        var known = Volatile.Read(ref entry);
        while (moment > known)
        {
            var seen = Interlocked.CompareExchange(ref entry, moment, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
