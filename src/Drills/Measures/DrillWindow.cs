namespace RedisSafety.Drills.Measures;

/// <summary>The disturbance, as the servers show it, in milliseconds since the trigger.</summary>
/// <param name="FromMs">The begin of the timeline.</param>
/// <param name="LostMs">The last write that a node took before the outage.</param>
/// <param name="RecoveredMs">The first write that a node took after it, and that the name led to.</param>
/// <param name="EndMs">The end of the watch.</param>
/// <param name="HasFailedOver">True if the primary changed.</param>
internal sealed record DrillWindow(double FromMs, double LostMs, double RecoveredMs, double EndMs, bool HasFailedOver)
{
    private const int MostBuckets = 240;

    // Below 10 ms, a slice would hold less than a call or two.
    private static readonly double[] Widths = [10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];

    /// <summary>The width of a slice of the timeline.</summary>
    public double BucketMs => Widths.FirstOrDefault(width => (EndMs - FromMs) / width <= MostBuckets, Widths[^1]);

    /// <summary>The number of slices.</summary>
    public int Buckets => Math.Max(1, (int)Math.Ceiling((EndMs - FromMs) / BucketMs));
}
