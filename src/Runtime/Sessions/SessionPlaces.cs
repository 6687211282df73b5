using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Sessions;

/// <summary>
/// The places in replication histories that a session stands for: its token's places, and the places of its own writes and reads. They
/// are followed from history to history.
/// </summary>
/// <param name="watch">The topology.</param>
/// <param name="tokens">Writes and reads tokens.</param>
/// <param name="time">The clock.</param>
/// <param name="lostWritesNoticed">Called once when a failover has lost writes of the session.</param>
internal sealed class SessionPlaces(IDeploymentWatch watch, SessionTokenCodec tokens, TimeProvider time, Action lostWritesNoticed)
{
    private readonly object _lock = new();

    /// <summary>The places of the token, and those that followed from them: each is in the history of a primary, or was.</summary>
    private readonly List<SessionPlace> _places = [];

    /// <summary>This session's own writes and reads: the history, and the moment by which they were in it.</summary>
    private readonly List<(string History, long Moment, bool Wrote)> _marks = [];

    private int _reviewed = -1;
    private bool _lostWrites;
    private bool _hasChanged;

    /// <summary>
    /// The moment up to which the session stands for every acknowledged write, because no place describes it in full; or
    /// <see cref="PrimaryTimeline.Never"/>.
    /// </summary>
    private long _everythingUpTo = PrimaryTimeline.Never;

    /// <summary>The moment at which the session's token arrived, or <see cref="PrimaryTimeline.Never"/>.</summary>
    public long ResumedAt { get; private set; } = PrimaryTimeline.Never;

    /// <summary>Whether the places are all that the token stands for.</summary>
    public bool IsResumedInFull { get; private set; } = true;

    public bool LostWrites
    {
        get
        {
            Review();
            lock (_lock)
            {
                return _lostWrites;
            }
        }
    }

    /// <summary>Whether the session has written or seen something that is not in the token with which it began.</summary>
    public bool HasChanged
    {
        get
        {
            lock (_lock)
            {
                return _hasChanged || _lostWrites || !IsResumedInFull;
            }
        }
    }

    /// <summary>Whether asking the primaries again can make the token more precise.</summary>
    public bool CanLearnMore
    {
        get
        {
            var shards = watch.Current.Shards;
            return shards.Length == 0
                || Array.Exists(shards, static shard => shard.Primary is not { Observation: { CanTellPlace: false } });
        }
    }

    /// <summary>Continues the session that a token describes.</summary>
    /// <returns>Whether the token is complete; <see langword="null"/> if it is not valid.</returns>
    public bool? Resume(string token)
    {
        // Everything that the token stands for happened before it arrived.
        ResumedAt = time.GetTimestamp();
        var content = tokens.Read(token);
        IsResumedInFull = content is { IsComplete: true };
        _everythingUpTo = IsResumedInFull ? PrimaryTimeline.Never : ResumedAt;
        _places.AddRange(content?.Places ?? []);
        return content?.IsComplete;
    }

    /// <summary>Records a write or a read that ended at <paramref name="moment"/> or before.</summary>
    public void Mark(string? history, long moment, bool wrote)
    {
        lock (_lock)
        {
            _hasChanged = true;
            history ??= string.Empty;
            var at = _marks.Count - 1;
            while (at >= 0 && _marks[at].History != history)
            {
                at--;
            }

            if (at < 0)
            {
                _marks.Add((history, moment, wrote));
            }
            else
            {
                _marks[at] = (history, Math.Max(moment, _marks[at].Moment), wrote || _marks[at].Wrote);
            }
        }
    }

    /// <summary>Whether a replica has reached the places that the token names in its history.</summary>
    public bool AreReachedBy(DeploymentNode replica)
    {
        var position = replica.Observation.Position;
        if (!position.IsKnown || replica.Observation.Generation != replica.Watermark.Generation)
        {
            return false;
        }

        var history = SessionPlace.TagOf(position.History!);
        lock (_lock)
        {
            // A place in a history that no primary of another shard has is a write that the replica may lack: its shard may have had a
            // failover since the replica was last asked.
            foreach (var place in _places)
            {
                if (place.History == history ? position.Offset < place.Offset : !watch.IsHistoryOfAnotherShard(place.History, replica))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Takes over the places of an inner session.</summary>
    public void Absorb(SessionPlaces inner)
    {
        (string History, long Moment, bool Wrote)[] marks;
        SessionPlace[] places;
        long everythingUpTo;
        bool hasChanged;
        lock (inner._lock)
        {
            (marks, places) = ([.. inner._marks], [.. inner._places]);
            (everythingUpTo, hasChanged) = (inner._everythingUpTo, inner._hasChanged || inner._places.Count > 0);
        }

        foreach (var (history, moment, wrote) in marks)
        {
            Mark(history, moment, wrote);
        }

        lock (_lock)
        {
            _places.AddRange(places);
            _everythingUpTo = Math.Max(_everythingUpTo, everythingUpTo);
            _hasChanged |= hasChanged;
            Volatile.Write(ref _reviewed, -1);
        }
    }

    /// <summary>The token of what the session stands for.</summary>
    /// <param name="isComplete">Whether the token is complete.</param>
    public string Describe(out bool isComplete)
    {
        Review();
        lock (_lock)
        {
            isComplete = true;
            var places = new Dictionary<ulong, long>();
            foreach (var place in _places)
            {
                Add(place.History, place.Offset);
            }

            foreach (var (history, moment, _) in _marks)
            {
                var place = watch.PlaceOf(history, moment);
                isComplete &= place.IsKnown;
                if (place.IsKnown)
                {
                    Add(SessionPlace.TagOf(history), place.Offset);
                }
            }

            if (_everythingUpTo != PrimaryTimeline.Never)
            {
                isComplete &= watch.TryPlaceAll(_everythingUpTo, place => Add(SessionPlace.TagOf(place.History!), place.Offset));
            }

            if (places.Count == 0 && isComplete)
            {
                return string.Empty;
            }

            return tokens.Write(new(
                time.GetUtcNow(), isComplete, [.. places.Select(static place => new SessionPlace(place.Key, place.Value))]));

            void Add(ulong history, long offset) => places[history] = Math.Max(offset, places.GetValueOrDefault(history, offset));
        }
    }

    /// <summary>Follows the session's places into the histories that have begun since the last call.</summary>
    public void Review()
    {
        var version = watch.Histories.Version;
        if (Volatile.Read(ref _reviewed) == version || !watch.KnowsEveryHistory)
        {
            return;
        }

        var isNews = false;
        lock (_lock)
        {
            var lost = FollowPlaces() | FollowMarks();
            isNews = lost && !_lostWrites;
            _lostWrites |= lost;
            Volatile.Write(ref _reviewed, version);
        }

        if (isNews)
        {
            lostWritesNoticed();
        }
    }

    private bool FollowPlaces()
    {
        var lost = false;
        for (var i = _places.Count - 1; i >= 0; i--)
        {
            while (!watch.HasHistory(_places[i].History))
            {
                if (watch.Histories.Follow(_places[i]) is not var (survived, place))
                {
                    // More failovers ago than are known: what followed may be anywhere.
                    lost = true;
                    _everythingUpTo = Math.Max(_everythingUpTo, ResumedAt);
                    IsResumedInFull = false;
                    _places.RemoveAt(i);
                    break;
                }

                lost |= !survived;
                _places[i] = place;
            }
        }

        return lost;
    }

    private bool FollowMarks()
    {
        var lost = false;
        for (var i = _marks.Count - 1; i >= 0; i--)
        {
            var (history, moment, wrote) = _marks[i];
            if (history.Length == 0 || watch.HasHistory(SessionPlace.TagOf(history)))
            {
                continue;
            }

            _marks.RemoveAt(i);
            if (watch.Histories.Follow(history, moment) is var (survived, next, offset))
            {
                lost |= wrote && !survived;
                _places.Add(new(SessionPlace.TagOf(next), offset));
            }
            else
            {
                lost |= wrote;
                _everythingUpTo = Math.Max(_everythingUpTo, moment);
            }
        }

        return lost;
    }
}
