namespace RedisSafety.Tool.Findings;

/// <summary>One report of a rule.</summary>
internal sealed record Finding
{
    /// <summary>The identity between scans.</summary>
    public required FindingKey Key { get; init; }

    /// <summary>The full path of the project file.</summary>
    public required string ProjectPath { get; init; }

    /// <summary>The target frameworks in which it is reported.</summary>
    public required IReadOnlyList<string> Frameworks { get; init; }

    /// <summary>The severity.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The message of the compiler's log.</summary>
    public required string Message { get; init; }

    /// <summary>The reported range.</summary>
    public required Place Place { get; init; }

    /// <summary>Further ranges, for example the write before a stale read.</summary>
    public required IReadOnlyList<Place> Related { get; init; }

    /// <summary>How the source suppresses it, or null.</summary>
    public string? Suppression { get; init; }

    /// <summary>How it relates to the baseline.</summary>
    public BaselineState State { get; init; }

    /// <summary>The reason of an accepted finding.</summary>
    public string? Reason { get; init; }

    /// <summary>Tells findings with the same key apart: 0 for the first in the order of places.</summary>
    public int Ordinal { get; init; }

    /// <summary>The id of the rule.</summary>
    public string Rule => Key.Rule;

    /// <summary>True if it counts for the exit code.</summary>
    public bool IsNew => Suppression is null && State == BaselineState.New;
}
