namespace RedisSafety.Topology;

/// <summary>Why a shard has a primary, or has none.</summary>
internal enum PrimaryStatus
{
    /// <summary>No node reports that it is the primary.</summary>
    NotFound,

    /// <summary>The shard has a primary.</summary>
    Elected,

    /// <summary>Several nodes report that they are the primary, and nothing shows which of them is right.</summary>
    Ambiguous,

    /// <summary>A node reports that it is the primary, and is not known to have the data of the one that was lost.</summary>
    Unrelated,

    /// <summary>The authority (Sentinel, the cluster) names a node that does not report that it is the primary.</summary>
    NotConfirmed,

    /// <summary>No authority has named a primary yet.</summary>
    NotNamed,
}
