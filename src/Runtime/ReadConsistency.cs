namespace RedisSafety;

/// <summary>How old the answer of a replica may be. Each level includes the ones before it.</summary>
public enum ReadConsistency
{
    /// <summary>Any replica may answer, however far behind the primary it is.</summary>
    Eventual = 0,

    /// <summary>
    /// A replica answers only where its answer is not older than the last write of the same key: any acknowledged write through this
    /// router, or within a <see cref="RedisSession"/> the session's own.
    /// </summary>
    ReadYourWrites = 1,

    /// <summary>
    /// As <see cref="ReadYourWrites"/>, and no read sees an older state than an earlier one of the same <see cref="RedisSession"/>.
    /// Reads outside a session form one session together.
    /// </summary>
    Monotonic = 2,
}
