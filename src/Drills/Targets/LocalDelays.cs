namespace RedisSafety.Drills.Targets;

/// <summary>How long the people and machines around local servers take.</summary>
/// <param name="Promotion">From the loss of a primary to the promotion of its replica by the drill.</param>
/// <param name="Name">From a promotion to the move of a name.</param>
/// <param name="Restart">From the end of an outage to the return of the node that was lost.</param>
/// <param name="Disturbance">How long a lag, a pause or a freeze lasts.</param>
internal sealed record LocalDelays(TimeSpan Promotion, TimeSpan Name, TimeSpan Restart, TimeSpan Disturbance)
{
    /// <summary>Short ones: what remains is the client's own share.</summary>
    public static LocalDelays Default { get; } =
        new(
            TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
}
