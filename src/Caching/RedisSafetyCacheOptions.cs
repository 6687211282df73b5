namespace RedisSafety;

/// <summary>The keys of a cache, and its behaviour during an outage.</summary>
public sealed class RedisSafetyCacheOptions
{
    /// <summary>
    /// The text before each key, <c>InstanceName</c> in Microsoft's cache. Caches with the same prefix share their entries, whichever
    /// of the two has stored them.
    /// </summary>
    public string KeyPrefix { get; set; } = string.Empty;

    /// <summary>
    /// The time that one call may take, with all attempts. 2 s: a planned failover is over by then, and a page can do without a cache
    /// sooner than its visitor without an answer. The router's own budget still limits it.
    /// </summary>
    public TimeSpan Budget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The behaviour if Redis does not answer within <see cref="Budget"/>.</summary>
    public RedisCacheOutage WhenUnavailable { get; set; }
}
