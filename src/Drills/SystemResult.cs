using RedisSafety.Drills.Measures;

namespace RedisSafety.Drills;

/// <summary>The figures of one client.</summary>
internal sealed record SystemResult
{
    /// <summary>The name of the client.</summary>
    public required string System { get; init; }

    /// <summary>The name for people.</summary>
    public required string Title { get; init; }

    /// <summary>The longest time without an acknowledged write; <see langword="null"/> if no write was ever acknowledged.</summary>
    public Outage? Outage { get; init; }

    /// <summary>
    /// The client's own share in milliseconds: from the moment that the servers take writes, and the name leads to them, to its first
    /// acknowledged write; <see langword="null"/> if it did not recover.
    /// </summary>
    public double? AddedMs { get; init; }

    /// <summary>Acknowledged writes that are gone.</summary>
    public LostWrites Lost { get; init; } = LostWrites.None;

    /// <summary>The calls by operation.</summary>
    public IReadOnlyList<OperationResult> Operations { get; init; } = [];

    /// <summary>The most frequent faults, each with its number.</summary>
    public IReadOnlyList<(string Message, int Count)> Faults { get; init; } = [];

    /// <summary>
    /// The longest answered call after the trigger, in milliseconds: with a budget above that, no call would have failed.
    /// <see langword="null"/> if calls failed.
    /// </summary>
    public double? SufficientBudgetMs { get; init; }

    /// <summary>Slices of the timeline.</summary>
    public IReadOnlyList<TimelineBucket> Timeline { get; init; } = [];

    /// <summary>The sum over all operations.</summary>
    public int Sum(Func<OperationResult, int> figure) => Operations.Sum(figure);
}
