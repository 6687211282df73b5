namespace RedisSafety.Drills;

/// <summary>A slice of the timeline of one client.</summary>
/// <param name="Answered">Calls that were answered in it.</param>
/// <param name="Failed">Calls that failed in it.</param>
/// <param name="P50Ms">The median time of the answered calls, in milliseconds; 0 without one.</param>
/// <param name="MaxMs">The longest time of the answered calls, in milliseconds; 0 without one.</param>
internal sealed record TimelineBucket(int Answered, int Failed, double P50Ms, double MaxMs);
