namespace RedisSafety.Drills;

/// <summary>The calls of one operation by one client. Times are in milliseconds, and of answered calls after the trigger.</summary>
internal sealed record OperationResult
{
    /// <summary>The name of the operation.</summary>
    public required string Name { get; init; }

    /// <summary>The command that it sends.</summary>
    public required string Command { get; init; }

    /// <summary>Calls.</summary>
    public int Sent { get; init; }

    /// <summary>Calls that were answered.</summary>
    public int Ok { get; init; }

    /// <summary>Calls that were sent more than once; <see langword="null"/> if the client does not show it.</summary>
    public int? Repeated { get; init; }

    /// <summary>Calls that failed and were not applied, as the client reports it.</summary>
    public int Failed { get; init; }

    /// <summary>Calls that failed and may have been applied.</summary>
    public int InDoubt { get; init; }

    /// <summary>Calls that were applied more than once.</summary>
    public int AppliedTwice { get; init; }

    /// <summary>Calls that failed as not applied, and were applied.</summary>
    public int Misreported { get; init; }

    /// <summary>Reads that did not find the visitor's own acknowledged write, which the primary has.</summary>
    public int Stale { get; init; }

    /// <summary>Acknowledged writes that the last primary does not have.</summary>
    public int Lost { get; init; }

    /// <summary>The longest time without an answer; <see langword="null"/> if nothing was answered.</summary>
    public double? OutageMs { get; init; }

    /// <summary>The median.</summary>
    public double? P50Ms { get; init; }

    /// <summary>99 of 100 calls took no longer.</summary>
    public double? P99Ms { get; init; }

    /// <summary>The longest call.</summary>
    public double? MaxMs { get; init; }
}
