namespace RedisSafety.Analyzers.Flow;

/// <summary>The forms of a <see cref="KeyTerm"/>.</summary>
internal enum KeyTermKind
{
    /// <summary>A constant.</summary>
    Text,

    /// <summary>The object whose member is running.</summary>
    Self,

    /// <summary>A local or a parameter.</summary>
    Variable,

    /// <summary>A field or property of the child, or a static one.</summary>
    Member,

    /// <summary>The children one after the other.</summary>
    Joined,

    /// <summary>A method of the children, the instance first.</summary>
    Call,

    /// <summary>The child in a format.</summary>
    Formatted,

    /// <summary>An unknown value. It equals nothing, itself included.</summary>
    Unknown,
}
