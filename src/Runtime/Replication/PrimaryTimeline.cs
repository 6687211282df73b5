namespace RedisSafety.Replication;

/// <summary>
/// How far a primary had come at which moment, by its own answers. What it had acknowledged before it was asked stands at or before
/// the offset that it then told, so that a replica at that offset has all of it. Not safe for use by several threads.
/// </summary>
internal sealed class PrimaryTimeline
{
    /// <summary>Earlier than every moment.</summary>
    public const long Never = long.MinValue;

    private readonly (long AskedAt, long Offset)[] _samples;
    private int _count;

    /// <param name="capacity">How many samples are kept: the more, the finer the watermark of a replica that is far behind.</param>
    public PrimaryTimeline(int capacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        _samples = new (long, long)[capacity];
    }

    /// <summary>The history that the samples belong to; <see langword="null"/> where there is no sample.</summary>
    public string? History { get; private set; }

    /// <summary>The last moment at which the primary was asked, or <see cref="Never"/>.</summary>
    public long LastAskedAt => _count == 0 ? Never : _samples[_count - 1].AskedAt;

    /// <summary>The first place that the primary told and that is kept.</summary>
    public ReplicationPosition First => _count == 0 ? ReplicationPosition.Unknown : new(History, _samples[0].Offset);

    /// <summary>The last place that the primary told.</summary>
    public ReplicationPosition Last => _count == 0 ? ReplicationPosition.Unknown : new(History, _samples[_count - 1].Offset);

    /// <summary>Adds an answer.</summary>
    /// <param name="askedAt">A moment before the question was sent.</param>
    /// <param name="position">What the primary answered.</param>
    public void Add(long askedAt, ReplicationPosition position)
    {
        if (!position.IsKnown || !string.Equals(History, position.History, StringComparison.Ordinal))
        {
            Clear();
            History = position.History;
            if (!position.IsKnown)
            {
                return;
            }
        }

        if (_count > 0)
        {
            ref var last = ref _samples[_count - 1];
            if (askedAt <= last.AskedAt)
            {
                // An answer that was overtaken: to leave it out can only make a watermark too early.
                return;
            }

            if (position.Offset < last.Offset)
            {
                // No history runs backwards: what was told before, or now, is not what it seems.
                Clear();
                History = position.History;
            }
            else if (position.Offset == last.Offset)
            {
                // Nothing was written meanwhile, so the same offset holds everything up to the later moment.
                last.AskedAt = askedAt;
                return;
            }
        }

        if (_count == _samples.Length)
        {
            Thin();
        }

        _samples[_count++] = (askedAt, position.Offset);
    }

    public void Clear()
    {
        _count = 0;
        History = null;
    }

    /// <summary>
    /// The latest moment up to which everything that the primary had acknowledged has arrived at <paramref name="replica"/>, or
    /// <see cref="Never"/>.
    /// </summary>
    public long ReachedBy(ReplicationPosition replica)
    {
        if (_count == 0 || !string.Equals(History, replica.History, StringComparison.Ordinal))
        {
            return Never;
        }

        for (var i = _count - 1; i >= 0; i--)
        {
            if (_samples[i].Offset <= replica.Offset)
            {
                return _samples[i].AskedAt;
            }
        }

        return Never;
    }

    /// <summary>A place that holds everything acknowledged up to <paramref name="moment"/>; unknown where the primary was not asked since.</summary>
    public ReplicationPosition PlaceOf(long moment)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_samples[i].AskedAt >= moment)
            {
                return new(History, _samples[i].Offset);
            }
        }

        return ReplicationPosition.Unknown;
    }

    public PrimaryTimeline Copy()
    {
        var copy = new PrimaryTimeline(_samples.Length) { History = History, _count = _count };
        Array.Copy(_samples, copy._samples, _count);
        return copy;
    }

    /// <summary>Leaves out every second sample, never the last: a sample that is missing makes a watermark earlier, never wrong.</summary>
    private void Thin()
    {
        var kept = 0;
        for (var i = (_count - 1) % 2; i < _count; i += 2)
        {
            _samples[kept++] = _samples[i];
        }

        _count = kept;
    }
}
