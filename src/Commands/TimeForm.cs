namespace RedisSafety.Commands;

/// <summary>In which form an argument takes a time.</summary>
public enum TimeForm
{
    /// <summary>It takes none.</summary>
    None,

    /// <summary>A duration in seconds: <c>EX</c>, <c>EXPIRE</c>.</summary>
    Seconds,

    /// <summary>A duration in milliseconds: <c>PX</c>, <c>PEXPIRE</c>.</summary>
    Milliseconds,

    /// <summary>A moment in seconds since the Unix epoch: <c>EXAT</c>, <c>EXPIREAT</c>.</summary>
    UnixSeconds,

    /// <summary>A moment in milliseconds since the Unix epoch: <c>PXAT</c>, <c>PEXPIREAT</c>.</summary>
    UnixMilliseconds,
}
