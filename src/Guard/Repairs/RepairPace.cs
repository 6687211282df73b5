namespace RedisSafety.Repairs;

/// <summary>The wait between two rounds of a repair.</summary>
internal static class RepairPace
{
    private const double Share = 0.05;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLater = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A wait that grows with the outage, so that a node answers some ten questions a second of a process at most, and later fewer than
    /// one. It adds a few per cent to the outage.
    /// </summary>
    /// <param name="elapsed">The time since the repair began.</param>
    public static TimeSpan After(TimeSpan elapsed)
    {
        var middle = elapsed < Patience
            ? Math.Min(Longest.TotalMilliseconds, Math.Max(Shortest.TotalMilliseconds, elapsed.TotalMilliseconds * Share))
            : Math.Min(LongestLater.TotalMilliseconds, elapsed.TotalMilliseconds / 60);
        return TimeSpan.FromMilliseconds(Jitter.Around(middle, 0.5));
    }
}
