namespace RedisSafety.Topology;

/// <summary>What a node said of itself when it was last asked.</summary>
internal enum NodeRole
{
    /// <summary>It has not answered.</summary>
    Unreachable = 0,

    /// <summary>It accepts writes.</summary>
    Primary = 1,

    /// <summary>It follows a primary.</summary>
    Replica = 2,
}
