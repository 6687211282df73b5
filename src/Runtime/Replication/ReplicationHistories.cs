namespace RedisSafety.Replication;

/// <summary>
/// Which histories went over into which at a failover, and how much of each went along: what a new primary tells by
/// <c>master_replid2</c> and <c>second_repl_offset</c>. Safe for use by several threads.
/// </summary>
internal sealed class ReplicationHistories
{
    // So many failovers back a token, or a session, can be followed.
    private const int Kept = 32;

    private readonly object _lock = new();
    private readonly List<Passage> _passages = [];
    private int _version;

    /// <summary>Grows with every history that begins.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Notes that a history has begun.</summary>
    /// <param name="former">The last place of the history that it goes on from; unknown where it goes on from none.</param>
    /// <param name="history">The new one.</param>
    /// <param name="timeline">What the former primary had told; <see langword="null"/> where it is not known.</param>
    public void Begin(ReplicationPosition former, string history, PrimaryTimeline? timeline)
    {
        lock (_lock)
        {
            if (_passages.Exists(known => known.To == history && known.From == former.History))
            {
                return;
            }

            if (former.IsKnown)
            {
                if (_passages.Count == Kept)
                {
                    _passages.RemoveAt(0);
                }

                _passages.Add(new(former.History!, SessionPlace.TagOf(former.History!), former.Offset, history, timeline?.Copy()));
            }

            Volatile.Write(ref _version, _version + 1);
        }
    }

    /// <summary>
    /// Follows the writes up to a moment into the history that continued theirs. Writes that are not known to have survived are followed
    /// to the end of what did.
    /// </summary>
    /// <returns><see langword="null"/> if no history is known to have followed.</returns>
    public (bool Survived, string History, long Offset)? Follow(string history, long moment)
    {
        lock (_lock)
        {
            if (_passages.FindLast(known => known.From == history) is not { } passage)
            {
                return null;
            }

            // Where the former primary was not asked after the write, nobody can show that the write went along.
            var place = passage.Timeline?.PlaceOf(moment) ?? ReplicationPosition.Unknown;
            return place.IsKnown && place.Offset <= passage.UpTo ? (true, passage.To, place.Offset) : (false, passage.To, passage.UpTo);
        }
    }

    /// <summary>Follows a place into the history that continued its own. One that did not survive becomes the end of what did.</summary>
    /// <returns><see langword="null"/> if no history is known to have followed.</returns>
    public (bool Survived, SessionPlace Place)? Follow(SessionPlace place)
    {
        lock (_lock)
        {
            return _passages.FindLast(known => known.Tag == place.History) is { } passage
                ? (place.Offset <= passage.UpTo, new(SessionPlace.TagOf(passage.To), Math.Min(place.Offset, passage.UpTo)))
                : null;
        }
    }

    private sealed record Passage(string From, ulong Tag, long UpTo, string To, PrimaryTimeline? Timeline);
}
