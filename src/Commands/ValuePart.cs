namespace RedisSafety.Commands;

/// <summary>The part of the value at a key that a command reads or changes.</summary>
public enum ValuePart
{
    /// <summary>The value as one piece.</summary>
    Whole,

    /// <summary>Fields of a hash.</summary>
    Field,

    /// <summary>Elements of a list.</summary>
    Element,

    /// <summary>Members of a set or sorted set.</summary>
    Member,

    /// <summary>Entries of a stream.</summary>
    Entry,
}
