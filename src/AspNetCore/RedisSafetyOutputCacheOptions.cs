namespace RedisSafety;

/// <summary>The keys of an output cache, and the time that it may take.</summary>
public sealed class RedisSafetyOutputCacheOptions
{
    /// <summary>The text before each key.</summary>
    public string KeyPrefix { get; set; } = "output:";

    /// <summary>
    /// The time that a look-up or a store may take. 500 ms: after that, making the page again is faster. An eviction has the budget of the
    /// router, as it must not be dropped.
    /// </summary>
    public TimeSpan Budget { get; set; } = TimeSpan.FromMilliseconds(500);
}
