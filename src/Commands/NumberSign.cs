namespace RedisSafety.Commands;

/// <summary>The part of a number that is known before it is.</summary>
public enum NumberSign
{
    /// <summary>Nothing is known.</summary>
    Unknown,

    /// <summary>It is 0 or more.</summary>
    NotNegative,
}
