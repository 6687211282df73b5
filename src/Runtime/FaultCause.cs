namespace RedisSafety;

/// <summary>The cause of a failed attempt.</summary>
internal enum FaultCause
{
    /// <summary>An error that another attempt cannot change.</summary>
    Other = 0,

    /// <summary>The topology names no node for the call.</summary>
    NoNode,

    /// <summary>A replica replied, but its reply need not be as fresh as the call asks.</summary>
    Unsure,

    /// <summary>Another node became the primary while the call waited.</summary>
    Replaced,

    /// <summary>The connection was lost, or there was none.</summary>
    Connection,

    /// <summary>There was no reply in time.</summary>
    Timeout,

    /// <summary>A replica refused a write.</summary>
    ReadOnly,

    /// <summary>The server loads its data.</summary>
    Loading,

    /// <summary>The cluster serves no slots.</summary>
    ClusterDown,

    /// <summary>A replica has lost its primary and refuses reads.</summary>
    PrimaryDown,

    /// <summary>The keys of the command are on two nodes for the moment.</summary>
    TryAgain,

    /// <summary>The primary has too few replicas to accept writes.</summary>
    NoReplicas,

    /// <summary>The server runs a script.</summary>
    Busy,

    /// <summary>The server has too many clients.</summary>
    MaxClients,

    /// <summary>The slot belongs to another node.</summary>
    Moved,

    /// <summary>The slot is being moved to another node.</summary>
    Ask,

    /// <summary>The server discarded a transaction before it ran any command.</summary>
    Discarded,
}
