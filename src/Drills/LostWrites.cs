namespace RedisSafety.Drills;

/// <summary>Acknowledged writes that the last primary does not have.</summary>
/// <param name="Count">Their number.</param>
/// <param name="First">The id of the first, by its acknowledgement; empty without one.</param>
/// <param name="Last">The id of the last.</param>
/// <param name="Seconds">From the first lost acknowledgement to the loss of the primary, or to the last lost one if that is later.</param>
internal sealed record LostWrites(int Count, string First, string Last, double Seconds)
{
    /// <summary>Nothing was lost.</summary>
    public static LostWrites None { get; } = new(0, "", "", 0);
}
