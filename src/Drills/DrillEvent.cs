namespace RedisSafety.Drills;

/// <summary>One event of a drill, for the console and the timeline.</summary>
/// <param name="AtMs">Milliseconds since the trigger; negative before it.</param>
/// <param name="Text">What happened.</param>
internal sealed record DrillEvent(double AtMs, string Text);
