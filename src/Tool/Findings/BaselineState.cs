namespace RedisSafety.Tool.Findings;

/// <summary>How a finding relates to the baseline.</summary>
internal enum BaselineState
{
    /// <summary>The baseline does not have it.</summary>
    New,

    /// <summary>The baseline has it.</summary>
    Unchanged,

    /// <summary>The baseline accepts it, with a reason.</summary>
    Accepted,
}
