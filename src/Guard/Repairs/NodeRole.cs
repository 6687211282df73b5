namespace RedisSafety.Repairs;

/// <summary>The role that a node reports.</summary>
internal enum NodeRole
{
    /// <summary>The node is not connected, did not reply in time, or may not be asked.</summary>
    Unknown,
    Primary,
    Replica,
    Sentinel,
}
