namespace RedisSafety.Topology;

/// <summary>How a node came to report that it is the primary.</summary>
internal enum ClaimOrigin
{
    /// <summary>It does not report that.</summary>
    None,

    /// <summary>It was the primary when it was first asked.</summary>
    Found,

    /// <summary>The same process was a replica before: it was promoted, with everything that it had replicated.</summary>
    Promoted,

    /// <summary>
    /// It was known before, in another process: it restarted, possibly empty or from an old file. A server that restarts without its
    /// setting to follow another one reports that it is a primary.
    /// </summary>
    Restarted,
}
