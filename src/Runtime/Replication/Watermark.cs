namespace RedisSafety.Replication;

/// <summary>
/// The latest moment up to which everything that the primary had acknowledged has arrived at a replica. It only grows, until what it
/// was measured on is no longer sure: then it is void, and begins anew in another generation.
/// </summary>
internal sealed class Watermark
{
    private readonly object _lock = new();
    private long _reached = PrimaryTimeline.Never;
    private int _generation;

    /// <summary>The moment, or <see cref="PrimaryTimeline.Never"/>.</summary>
    public long Reached => Volatile.Read(ref _reached);

    /// <summary>Which measuring counts. Take it before asking, and before trusting an answer of the node.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>What was measured before, or is being measured, counts no more.</summary>
    public void Void()
    {
        lock (_lock)
        {
            Volatile.Write(ref _generation, _generation + 1);
            Volatile.Write(ref _reached, PrimaryTimeline.Never);
        }
    }

    /// <summary>Moves on to <paramref name="moment"/>, unless the generation in which it was measured is over.</summary>
    public void Advance(int generation, long moment)
    {
        lock (_lock)
        {
            if (generation == _generation && moment > _reached)
            {
                Volatile.Write(ref _reached, moment);
            }
        }
    }
}
