namespace RedisSafety.Repairs;

/// <summary>Spreads times, so that the processes of a fleet do not act in step.</summary>
internal static class Jitter
{
    [ThreadStatic]
    private static Random? _random;

    /// <summary>A value between <paramref name="middle"/> × (1 − <paramref name="share"/>) and × (1 + <paramref name="share"/>).</summary>
    public static double Around(double middle, double share)
    {
        // Seeded by a Guid: threads that start in the same tick would otherwise draw the same numbers on .NET Framework.
        _random ??= new Random(Guid.NewGuid().GetHashCode());
#pragma warning disable CA5394 // Nothing secret depends on it.
        return middle * (1 - share + (2 * share * _random.NextDouble()));
#pragma warning restore CA5394
    }
}
