using RedisSafety.Drills.Probing;

namespace RedisSafety.Drills.Measures;

/// <summary>How long the primary had fewer replicas than before.</summary>
internal static class Redundancy
{
    /// <summary>Measures it.</summary>
    /// <param name="samples">For each node, what it reported.</param>
    /// <param name="primary">The last primary.</param>
    /// <param name="expected">The replicas that the first primary had.</param>
    /// <param name="lostMs">The last write before the outage, in milliseconds since the trigger.</param>
    /// <param name="clock">Turns ticks into milliseconds since the trigger.</param>
    /// <returns>Milliseconds; 0 if no node ever reported fewer; <see langword="null"/> if the replicas did not come back.</returns>
    public static double? Ms(IReadOnlyList<IReadOnlyList<NodeSample>> samples, int primary, int expected, double lostMs, DrillClock clock)
    {
        if (primary < 0)
        {
            return null;
        }

        var after = samples[primary].Where(sample => clock.Ms(sample.At) > Math.Max(0, lostMs) && sample.IsPrimary).ToList();
        var firstShort = after.FindIndex(sample => sample.Replicas < expected);
        var wasElsewhere = samples[primary].Any(sample => clock.Ms(sample.At) <= 0 && !sample.IsPrimary);
        if (firstShort < 0 && !wasElsewhere)
        {
            return after.Count > 0 ? 0 : null;
        }

        var lastShort = after.FindLastIndex(sample => sample.Replicas < expected);
        if (lastShort == after.Count - 1)
        {
            return null;
        }

        // Of another primary the loss itself is the begin; of the same one, its first report of it.
        var from = wasElsewhere ? Math.Max(0, lostMs) : clock.Ms(after[firstShort].At);
        return Math.Max(0, clock.Ms(after[lastShort + 1].At) - from);
    }
}
