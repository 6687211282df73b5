using RedisSafety.Replication;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>
/// A primary and a replica in memory, with a watch that asks them as the monitor does: questions and answers travel, the replica
/// lags, nodes restart empty and change places, in whatever order the steps say.
/// </summary>
internal sealed class SimulatedReplication
{
    private readonly PrimaryTimeline _timeline = new(capacity: 4);
    private readonly Watermark _watermark = new();
    private readonly List<(int Write, long AckedAt)> _acknowledged = [];
    private long _now = 1;
    private int _histories = 1;
    private int _writes;
    private (List<int> Data, string History) _primary = ([], "h1");
    private (List<int> Data, string History) _replica = ([], "h1");
    private bool _flows = true;
    private bool _saysLinked = true;
    private (long AskedAt, ReplicationPosition? Answer)? _primaryAsked;
    private (int Generation, ReplicationPosition? Answer)? _replicaAsked;

    public void Step(int step, int amount)
    {
        _now++;
        switch (step)
        {
            case 0 or 1:
                _primary.Data.Add(++_writes);
                _acknowledged.Add((_writes, _now));
                break;
            case 2:
                _primaryAsked ??= (_now, null);
                break;
            case 3 when _primaryAsked is { Answer: null } asked:
                _primaryAsked = (asked.AskedAt, new(_primary.History, _primary.Data.Count));
                break;
            case 4 when _primaryAsked is { Answer: { } answer, AskedAt: var askedAt }:
                _timeline.Add(askedAt, answer);
                _primaryAsked = null;
                break;
            case 5:
                _replicaAsked ??= (_watermark.Generation, null);
                break;
            case 6 when _replicaAsked is { Answer: null } asked:
                _replicaAsked = (asked.Generation, _saysLinked ? new(_replica.History, _replica.Data.Count) : ReplicationPosition.Unknown);
                break;
            case 7 when _replicaAsked is { Answer: { } answer, Generation: var generation }:
                _watermark.Advance(generation, _timeline.ReachedBy(answer));
                _replicaAsked = null;
                break;
            case 8 or 9 when _flows:
                _replica.Data.AddRange(_primary.Data.Skip(_replica.Data.Count).Take(amount));
                break;
            case 10:
                _flows = _saysLinked = false;
                break;
            case 11:
                // A full synchronisation: whatever the replica held, it holds the primary's data now.
                _replica = ([.. _primary.Data], _primary.History);
                _flows = _saysLinked = true;
                break;
            case 12:
                // It comes back empty, on a new connection.
                _replica = ([], NextHistory());
                _flows = _saysLinked = false;
                _watermark.Void();
                break;
            case 13:
                // The replica is promoted and takes a history of its own; what it lacked is lost, and its former primary follows it.
                _primary = (_replica.Data, NextHistory());
                _acknowledged.RemoveAll(write => !_primary.Data.Contains(write.Write));
                _replica = ([.. _primary.Data], _primary.History);
                _flows = _saysLinked = true;
                _watermark.Void();
                _timeline.Clear();
                _primaryAsked = null;
                break;
            case 14:
                // The primary comes back empty: a new history whose offsets begin again, while the replica has not noticed yet.
                _primary = ([], NextHistory());
                _acknowledged.Clear();
                _flows = false;
                _timeline.Clear();
                _primaryAsked = null;
                break;
        }
    }

    /// <summary>Every acknowledged write that survived and is not later than the watermark is at the replica.</summary>
    public bool KeepsItsPromise() =>
        _acknowledged.All(write => write.AckedAt > _watermark.Reached || _replica.Data.Contains(write.Write));

    /// <summary>The replica has all, both are asked, and nothing happens meanwhile: then its watermark is the moment of the asking.</summary>
    public bool CatchesUpWhenLeftAlone()
    {
        for (var i = 0; i < 2; i++)
        {
            foreach (var step in (int[])[11, 2, 3, 4, 5, 6, 7])
            {
                Step(step, 0);
            }
        }

        return _watermark.Reached == _timeline.LastAskedAt && _watermark.Reached > _now - 10;
    }

    private string NextHistory() => $"h{++_histories}";
}
