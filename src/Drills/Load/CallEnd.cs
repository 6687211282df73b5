namespace RedisSafety.Drills.Load;

/// <summary>How a call ended.</summary>
internal enum CallEnd
{
    /// <summary>It was acknowledged.</summary>
    Ok = 0,

    /// <summary>A read was answered, and did not find the write that it looked for.</summary>
    Missing,

    /// <summary>It failed, and was not applied.</summary>
    Failed,

    /// <summary>It failed, and may have been applied.</summary>
    InDoubt,
}
