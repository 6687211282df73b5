using StackExchange.Redis;

namespace RedisSafety.Bodies;

/// <summary>The effect of a second sending of a call, where the first may have been applied.</summary>
/// <param name="Category">One of the <c>CommandFlags.CommandRetry…</c> values.</param>
/// <param name="ReplyDiffers">The data is the same, but the reply is another one: 0 keys deleted.</param>
internal readonly record struct RepeatedEffect(CommandFlags Category, bool ReplyDiffers = false)
{
    public static RepeatedEffect ReadOnly { get; } = new(CommandFlags.CommandRetryReadOnly);

    public static RepeatedEffect WriteChecked { get; } = new(CommandFlags.CommandRetryWriteChecked);

    public static RepeatedEffect WriteCheckedOtherReply { get; } = new(CommandFlags.CommandRetryWriteChecked, ReplyDiffers: true);

    public static RepeatedEffect WriteLastWins { get; } = new(CommandFlags.CommandRetryWriteLastWins);

    public static RepeatedEffect WriteLastWinsOtherReply { get; } = new(CommandFlags.CommandRetryWriteLastWins, ReplyDiffers: true);

    public static RepeatedEffect WriteAccumulating { get; } = new(CommandFlags.CommandRetryWriteAccumulating);

    public static RepeatedEffect Never { get; } = new(CommandFlags.CommandRetryNever);

    /// <summary>A trim of a list: from the first element, to the last, or of everything.</summary>
    public static RepeatedEffect OfTrim(long start, long stop) =>
        (start == 0 && stop >= -1) || (start < 0 && stop == -1) || (start > stop && start < 0 == stop < 0) ? WriteLastWins : WriteAccumulating;

    /// <summary>A removal by rank: from a rank to the end, or of all but a number at the end.</summary>
    public static RepeatedEffect OfRankRemoval(long start, long stop) =>
        (start >= 0 && stop == -1) || (start == 0 && stop < 0) ? WriteLastWinsOtherReply : WriteAccumulating;

    /// <summary>A trim that is done at once, or in steps.</summary>
    public static RepeatedEffect OfStreamTrim(long? limit) => limit is null ? WriteLastWinsOtherReply : WriteAccumulating;

    public static RepeatedEffect OfListRemoval(long count) => count == 0 ? WriteLastWinsOtherReply : WriteAccumulating;

    /// <summary>A time to live: without one it is taken away, and one that is over takes the key away.</summary>
    public static RepeatedEffect OfExpiry(TimeSpan? expiry, ExpireWhen when = ExpireWhen.Always) =>
        expiry > TimeSpan.Zero && when is ExpireWhen.Always or ExpireWhen.HasExpiry ? WriteLastWins : WriteLastWinsOtherReply;

    /// <inheritdoc cref="OfExpiry(TimeSpan?, ExpireWhen)"/>
    public static RepeatedEffect OfExpiry(DateTime? expiry, ExpireWhen when = ExpireWhen.Always) =>
        expiry is not null && when is ExpireWhen.Always or ExpireWhen.HasExpiry ? WriteLastWins : WriteLastWinsOtherReply;

    /// <summary>A combination of sets that is stored: what is left of one set is another when the destination is what is taken from it.</summary>
    public static RepeatedEffect OfCombination(SetOperation operation, RedisKey destination, params RedisKey[]? sources) =>
        operation == SetOperation.Difference && sources is { Length: > 1 } && Array.IndexOf(sources, destination, 1) >= 0 ? WriteAccumulating : WriteLastWins;

    /// <summary>A combination of sorted sets that is stored: scores that are added or weighted change with each time.</summary>
    public static RepeatedEffect OfCombination(
        SetOperation operation, RedisKey destination, RedisKey[]? sources, Aggregate aggregate, double[]? weights = null) =>
        operation == SetOperation.Difference ? OfCombination(operation, destination, sources)
        : sources is null || !sources.Contains(destination) || (aggregate is Aggregate.Min or Aggregate.Max && weights is null) ? WriteLastWins
        : WriteAccumulating;

    public static RepeatedEffect OfBits(Bitwise operation, RedisKey destination, params RedisKey[]? sources) =>
        operation is Bitwise.And or Bitwise.Or || sources is null || !sources.Contains(destination) ? WriteLastWins : WriteAccumulating;

    /// <summary>A part of a key that is stored under another, or in place of the whole.</summary>
    public static RepeatedEffect OfStored(RedisKey destination, RedisKey source) => destination == source ? WriteAccumulating : WriteLastWins;

    /// <summary>A sorted list that is stored: the keys of its patterns may include the destination.</summary>
    public static RepeatedEffect OfSorted(RedisKey destination, RedisKey source, RedisValue by, RedisValue[]? get) =>
        destination != source && !ReadsKeys(by) && get?.Any(ReadsKeys) != true ? WriteLastWins : WriteAccumulating;

    private static bool ReadsKeys(RedisValue pattern) => ((string?)pattern)?.Contains('*', StringComparison.Ordinal) == true;
}
