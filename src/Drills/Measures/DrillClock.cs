using System.Diagnostics;

namespace RedisSafety.Drills.Measures;

/// <summary>Turns ticks of <see cref="Stopwatch"/> into milliseconds since the trigger.</summary>
/// <param name="triggeredAt">The trigger, in ticks.</param>
internal sealed class DrillClock(long triggeredAt)
{
    /// <summary>Milliseconds since the trigger, to a hundredth; negative before it.</summary>
    public double Ms(long ticks) => Duration(triggeredAt, ticks);

    /// <summary>Milliseconds between two moments, to a hundredth.</summary>
    public static double Duration(long from, long to) => Math.Round((to - from) * 1000.0 / Stopwatch.Frequency, 2);
}
