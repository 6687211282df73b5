namespace RedisSafety.Commands;

/// <summary>The effect of a second sending of a command whose first sending was applied.</summary>
/// <param name="Category">The effect on the data.</param>
/// <param name="Reply">The effect on the reply.</param>
public readonly record struct Repetition(RetryCategory Category, RepeatedReply Reply)
{
    /// <summary>The worse of two in each respect.</summary>
    public Repetition WorseOf(Repetition other) => new(
        Category > other.Category ? Category : other.Category,
        Reply > other.Reply ? Reply : other.Reply);

    /// <summary>
    /// The category under which a caller never gets a wrong reply: a command whose second reply would be another one, or an error, is
    /// treated as one that cannot be repeated.
    /// </summary>
    /// <param name="usesReply">The caller looks at the reply.</param>
    public RetryCategory CategoryFor(bool usesReply) => Category < RetryCategory.WriteAccumulating
        && Category != RetryCategory.ReadOnly
        && (Reply == RepeatedReply.Fails || (Reply == RepeatedReply.Differs && usesReply))
            ? RetryCategory.WriteAccumulating
            : Category;
}
