using System.Collections.Immutable;

namespace RedisSafety.Replication;

/// <summary>
/// Which replication history continued which, as servers report it by <c>master_replid2</c>. It is immutable, and forgets the oldest
/// passage when it is full.
/// </summary>
internal sealed class Lineage
{
    // Two failovers a minute for half an hour: a longer chain is not needed to compare nodes that are asked every 100 ms.
    private const int Capacity = 64;

    private readonly ImmutableList<(string History, string Former)> _passages;

    private Lineage(ImmutableList<(string History, string Former)> passages) => _passages = passages;

    public static Lineage Empty { get; } = new([]);

    /// <summary>Adds that <paramref name="history"/> continued <paramref name="former"/>.</summary>
    public Lineage With(string? history, string? former)
    {
        if (history is null || former is null || history == former || Continues(former, history) || _passages.Contains((history, former)))
        {
            return this;
        }

        var kept = _passages.Count < Capacity ? _passages : _passages.RemoveAt(0);
        return new(kept.Add((history, former)));
    }

    /// <summary>Whether a history is another one or continues it, directly or through histories in between.</summary>
    public bool Continues(string? history, string? earlier)
    {
        if (history is null || earlier is null)
        {
            return false;
        }

        if (history == earlier)
        {
            return true;
        }

        HashSet<string> reached = [history];
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var (next, former) in _passages)
            {
                grown |= reached.Contains(next) && reached.Add(former);
            }
        }

        return reached.Contains(earlier);
    }
}
