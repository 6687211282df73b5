namespace RedisSafety.Repairs;

/// <summary>What a round of a repair does.</summary>
internal enum RepairStep
{
    /// <summary>Nothing is left to do.</summary>
    None,

    /// <summary>Has the multiplexer read the roles of its nodes again.</summary>
    Reconfigure,

    /// <summary>Closes sockets that lead to no primary, so that their endpoints are resolved again.</summary>
    Reconnect,

    /// <summary>Waits: the servers have no primary, or no connection is up.</summary>
    Wait,
}
