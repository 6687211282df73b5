namespace RedisSafety;

/// <summary>The reason for a replica read's node.</summary>
internal enum ReadReason
{
    /// <summary>Any replica may answer.</summary>
    Eventual = 0,

    /// <summary>The last write of the key.</summary>
    OwnWrite,

    /// <summary>The longest time by which a replica may be behind.</summary>
    MaxStaleness,

    /// <summary>A session's earlier reads, or its token.</summary>
    Session,

    /// <summary>The replica's replication offset is not known.</summary>
    NotMeasured,

    /// <summary>There is no replica that could answer.</summary>
    NoReplica,

    /// <summary>The replica is too far behind for any read.</summary>
    Lagging,

    /// <summary>The replica has just failed the same call.</summary>
    Fault,

    /// <summary>The replica of a cluster did not have the key, whose slot may be on its way to another shard.</summary>
    Missing,
}
