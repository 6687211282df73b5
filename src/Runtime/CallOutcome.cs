namespace RedisSafety;

/// <summary>The end of a call.</summary>
internal enum CallOutcome
{
    /// <summary>The first attempt succeeded.</summary>
    Ok = 0,

    /// <summary>A later attempt succeeded.</summary>
    Recovered,

    /// <summary>The call failed.</summary>
    Failed,

    /// <summary>The caller stopped waiting.</summary>
    Canceled,
}
