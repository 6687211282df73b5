namespace RedisSafety;

/// <summary>How old the answer of a replica may be.</summary>
public enum ReadConsistency
{
    /// <summary>Any replica may answer, however far behind the primary it is.</summary>
    Eventual = 0,

    /// <summary>A replica answers only where its answer is not older than the last write of the same key through this router.</summary>
    ReadYourWrites = 1,
}
