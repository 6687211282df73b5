namespace RedisSafety.Drills.Measures;

/// <summary>The longest time without an acknowledged write, from the last one before to the first one after.</summary>
/// <param name="FromMs">The last write before, in milliseconds since the trigger.</param>
/// <param name="ToMs">The first write after, or the end of the watch, in milliseconds since the trigger.</param>
/// <param name="Recovered">False if no write was acknowledged before the end of the watch.</param>
internal sealed record Outage(double FromMs, double ToMs, bool Recovered)
{
    /// <summary>How long it took.</summary>
    public double Ms => ToMs - FromMs;

    /// <summary>A gap that begins later than this after the recovery of the servers is not a part of the outage, in milliseconds.</summary>
    private const double GraceMs = 500;

    /// <summary>Finds the longest gap that ends after the trigger, and begins before the servers have recovered or shortly after.</summary>
    /// <param name="moments">When writes were acknowledged, in milliseconds since the trigger, ascending.</param>
    /// <param name="endMs">The end of the watch.</param>
    /// <param name="recoveredAfterMs">When the servers had recovered: a write at or after that shows a recovery.</param>
    public static Outage? Find(IEnumerable<double> moments, double endMs, double recoveredAfterMs)
    {
        double? last = null;
        (double From, double To) longest = default;
        foreach (var at in moments.Where(at => at <= endMs))
        {
            if (last is { } from && at > 0 && from <= recoveredAfterMs + GraceMs && at - from > longest.To - longest.From)
            {
                longest = (from, at);
            }

            last = at;
        }

        if (last is not { } end)
        {
            return null;
        }

        // The time since the last write is an outage only if it does not end with the watch by chance.
        return end < recoveredAfterMs
            ? new(end, endMs, false)
            : new(longest.From, longest.To, true);
    }
}
