namespace RedisSafety;

/// <summary>The behaviour of a cache whose Redis does not answer within the budget of a call.</summary>
public enum RedisCacheOutage
{
    /// <summary>Calls throw <see cref="RedisUnavailableException"/>, so that the caller decides. Microsoft's cache throws too.</summary>
    Throw = 0,

    /// <summary>
    /// A read finds nothing, and a value that cannot be kept is dropped: the application works as with an empty cache. A removal throws
    /// all the same: a value that stays although it was removed would be wrong, and not merely missing.
    /// </summary>
    Miss = 1,
}
