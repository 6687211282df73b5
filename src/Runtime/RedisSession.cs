using RedisSafety.Replication;
using RedisSafety.Telemetry;
using RedisSafety.Topology;

namespace RedisSafety;

/// <summary>
/// The reads and writes that belong together, such as those of one web request or one visitor. Within a session, "your own write"
/// means the session's; its <see cref="Token"/> carries that promise to another process.
/// </summary>
/// <remarks>
/// A session is ambient: from <see cref="RedisRouter.StartSession"/> until it is disposed, it applies to every call that the starting
/// method makes or awaits, on whichever thread. It is safe for use by many threads.
/// </remarks>
public sealed class RedisSession : IDisposable
{
    private static readonly TimeSpan TokenWait = TimeSpan.FromMilliseconds(250);

    private readonly object _lock = new();
    private readonly RedisRouter _router;
    private readonly RedisSession? _outer;
    private readonly bool _isAmbient;

    /// <summary>What the token said, and what was found out of it since: each is in the history of a primary, or was.</summary>
    private readonly List<SessionPlace> _places = [];

    /// <summary>What this session wrote and saw itself: by when in which history.</summary>
    private readonly List<(string History, long Moment, bool Wrote)> _marks = [];

    /// <summary>For each shard that was last read on a replica: which, and in which generation.</summary>
    private readonly List<(DeploymentNode Replica, int Generation)> _seenOn = [];

    private readonly long _resumedAt = PrimaryTimeline.Never;
    private readonly bool _resumedInFull = true;
    private long _wroteAt = PrimaryTimeline.Never;
    private long _sawAt = PrimaryTimeline.Never;
    private int _reviewed = -1;
    private bool _lostWrites;
    private int _disposed;

    internal RedisSession(RedisRouter router, RedisSession? outer, string? token, bool isAmbient)
    {
        _router = router;
        _outer = outer;
        _isAmbient = isAmbient;
        if (string.IsNullOrEmpty(token))
        {
            return;
        }

        // Whatever the token stands for happened before it came here: what is not older than now is not older than that.
        _resumedAt = router.Time.GetTimestamp();
        if (router.Tokens.Read(token) is { } content)
        {
            _places.AddRange(content.Places);
            _resumedInFull = content.IsComplete;
            RouterTelemetry.Resumed(content.IsComplete ? "complete" : "incomplete");
        }
        else
        {
            _resumedInFull = false;
            RouterTelemetry.Resumed("refused");
        }
    }

    /// <summary>
    /// Whether a failover has lost writes of this session, or of those that its token stands for: they were acknowledged, and cannot
    /// be shown to have reached the new primary.
    /// </summary>
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

    /// <summary>Whether the session stands for something that the token with which it began does not say.</summary>
    public bool HasChanged
    {
        get
        {
            lock (_lock)
            {
                return _marks.Count > 0 || _lostWrites || !_resumedInFull;
            }
        }
    }

    /// <summary>
    /// What another process needs to go on with this session: authenticated, at most 2,048 characters, of letters, digits,
    /// <c>-</c> and <c>_</c>; empty where there is nothing to carry. It is as precise as what is known at this moment:
    /// <see cref="GetTokenAsync"/> waits until the last write can be named, and spares the next process reads from the primary.
    /// </summary>
    public string Token => Describe(out _);

    /// <summary>When the session's token came here, or <see cref="PrimaryTimeline.Never"/>.</summary>
    internal long ResumedAt => _resumedAt;

    internal bool IsResumed => _resumedAt != PrimaryTimeline.Never;

    /// <summary>The moment of the session's last write in this process.</summary>
    internal long WroteAt => Volatile.Read(ref _wroteAt);

    /// <summary>The token, once the primary has been asked how far it had come after the session's last write: a few milliseconds.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The token, which stands for every write also where the primary did not answer in time, only less precisely.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<string> GetTokenAsync(CancellationToken cancellationToken = default)
    {
        var startedAt = _router.Time.GetTimestamp();
        while (true)
        {
            var progress = _router.Monitor.NextProgress();
            var token = Describe(out var isComplete);
            var left = TokenWait - _router.Time.GetElapsedTime(startedAt);
            if (isComplete || left <= TimeSpan.Zero)
            {
                return token;
            }

            _router.Monitor.Hasten();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(progress, Task.Delay(left, _router.Time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends the session; the one around it, if there is one, applies again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && _isAmbient)
        {
            _router.Leave(this, _outer);
        }
    }

    /// <summary>Notes a write that ended at <paramref name="moment"/> or before.</summary>
    /// <param name="primary">Who acknowledged it; <see langword="null"/> where nobody did, though it may have been applied.</param>
    /// <param name="moment">The moment.</param>
    internal void Wrote(DeploymentNode? primary, long moment)
    {
        Raise(ref _wroteAt, moment);
        if (primary is not null)
        {
            Mark(primary.Timeline.History, moment, wrote: true);
        }
    }

    internal void Saw(DeploymentNode node, int generation, Shard shard, long moment)
    {
        Raise(ref _sawAt, moment);
        Mark((shard.Primary ?? node).Timeline.History, moment, wrote: false);
        lock (_lock)
        {
            // Loops in place of lambdas here and below: a read that succeeds allocates nothing for its freshness.
            for (var i = _seenOn.Count - 1; i >= 0; i--)
            {
                if (ReferenceEquals(_seenOn[i].Replica, node) || Array.IndexOf(shard.Replicas, _seenOn[i].Replica) >= 0)
                {
                    _seenOn.RemoveAt(i);
                }
            }

            if (!ReferenceEquals(node, shard.Primary))
            {
                _seenOn.Add((node, generation));
            }
        }
    }

    /// <summary>Whether a replica has what this session has seen, and what its token stands for.</summary>
    internal bool Admits(DeploymentNode replica, long reached, bool isMonotonic)
    {
        Review();
        if (reached < _resumedAt && !(_resumedInFull && HasPlaces(replica)))
        {
            return false;
        }

        if (!isMonotonic || reached >= Volatile.Read(ref _sawAt))
        {
            return true;
        }

        // The replica that was read last has nothing newer behind it than itself.
        lock (_lock)
        {
            return _seenOn.Contains((replica, replica.Watermark.Generation));
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

    private void Mark(string? history, long moment, bool wrote)
    {
        if (!_isAmbient)
        {
            // Nobody asks the session of the process for a token.
            return;
        }

        lock (_lock)
        {
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
    private bool HasPlaces(DeploymentNode replica)
    {
        var position = replica.Observation.Position;
        if (!position.IsKnown || replica.Observation.Generation != replica.Watermark.Generation)
        {
            return false;
        }

        var history = SessionPlace.TagOf(position.History!);
        lock (_lock)
        {
            // A place in a history that no primary is known to have is a write that may be anywhere.
            foreach (var place in _places)
            {
                if (place.History == history ? position.Offset < place.Offset : !_router.Monitor.HasHistory(place.History))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Follows what this session stands for into the histories that have begun since it was last looked at.</summary>
    private void Review()
    {
        var version = _router.Monitor.Histories.Version;
        if (Volatile.Read(ref _reviewed) == version || !_router.Monitor.KnowsEveryHistory)
        {
            return;
        }

        lock (_lock)
        {
            var lost = false;
            for (var i = _places.Count - 1; i >= 0; i--)
            {
                while (i < _places.Count && !_router.Monitor.HasHistory(_places[i].History))
                {
                    if (_router.Monitor.Histories.Follow(_places[i]) is (true, var place))
                    {
                        _places[i] = place;
                        continue;
                    }

                    lost = true;
                    _places.RemoveAt(i);
                }
            }

            for (var i = _marks.Count - 1; i >= 0; i--)
            {
                var (history, moment, wrote) = _marks[i];
                if (history.Length == 0 || _router.Monitor.HasHistory(SessionPlace.TagOf(history)))
                {
                    continue;
                }

                _marks.RemoveAt(i);
                if (_router.Monitor.Histories.Follow(history, moment) is (true, var next, var offset))
                {
                    _places.Add(new(SessionPlace.TagOf(next), offset));
                }
                else
                {
                    lost |= wrote;
                }
            }

            if (lost && !_lostWrites)
            {
                _lostWrites = true;
                _router.ReportLostWrites();
            }

            Volatile.Write(ref _reviewed, version);
        }
    }

    private string Describe(out bool isComplete)
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
                var place = _router.Monitor.PlaceOf(history, moment);
                isComplete &= place.IsKnown;
                if (place.IsKnown)
                {
                    Add(SessionPlace.TagOf(history), place.Offset);
                }
            }

            if (!_resumedInFull)
            {
                isComplete &= _router.Monitor.TryPlaceAll(_resumedAt, place => Add(SessionPlace.TagOf(place.History!), place.Offset));
            }

            if (places.Count == 0 && isComplete)
            {
                return string.Empty;
            }

            return _router.Tokens.Write(new(
                _router.Time.GetUtcNow(), isComplete, [.. places.Select(static place => new SessionPlace(place.Key, place.Value))]));

            void Add(ulong history, long offset) => places[history] = Math.Max(offset, places.GetValueOrDefault(history, offset));
        }
    }
}
