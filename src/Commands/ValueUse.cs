namespace RedisSafety.Commands;

/// <summary>The effect of a command on a part of the value at a key.</summary>
public enum ValueUse
{
    /// <summary>None of the others: sizes, encodings, commands without keys.</summary>
    Other,

    /// <summary>The reply holds the content.</summary>
    Read,

    /// <summary>The reply is the existence of the content.</summary>
    Ask,

    /// <summary>The content is replaced, whatever it was.</summary>
    Overwrite,

    /// <summary>The content is removed.</summary>
    Remove,

    /// <summary>Something is added; what was there stays.</summary>
    Add,

    /// <summary>A number is changed by an amount.</summary>
    Count,

    /// <summary>The time to live is changed.</summary>
    Expire,

    /// <summary>The content is read and removed or replaced in one step.</summary>
    Take,
}
