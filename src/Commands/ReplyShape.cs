namespace RedisSafety.Commands;

/// <summary>The form of a reply that is always the same, whatever the arguments.</summary>
public enum ReplyShape
{
    /// <summary>It depends on the arguments, or the table does not know it.</summary>
    Unknown,

    /// <summary>A whole number; 0 and 1 can be read as no and yes.</summary>
    WholeNumber,

    /// <summary>A status such as OK.</summary>
    Status,

    /// <summary>The id of a stream's entry: <c>1526919030474-0</c>.</summary>
    StreamId,
}
