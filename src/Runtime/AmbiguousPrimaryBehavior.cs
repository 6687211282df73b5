namespace RedisSafety;

/// <summary>What a router does if several nodes report that they are the primary and nothing shows which of them is right.</summary>
public enum AmbiguousPrimaryBehavior
{
    /// <summary>
    /// Calls for the primary wait, within their budget, until one of the nodes stops. No write is acknowledged by the wrong node.
    /// </summary>
    Wait = 0,

    /// <summary>Calls for the primary fail at once with a <see cref="RedisUnavailableException"/> that names the nodes.</summary>
    Fail,

    /// <summary>
    /// Takes the node that was promoted over one that restarted, and else the first in the configuration. Writes can be lost: use it
    /// only if nothing but a cache is behind the router.
    /// </summary>
    Guess,
}
