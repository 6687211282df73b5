namespace RedisSafety.Runtime.Tests.Failovers;

/// <summary>What happens to a deployment that loses nothing by it.</summary>
public enum Disturbance
{
    /// <summary>Primary and replica change their roles.</summary>
    Swap,

    /// <summary>Every connection to the primary is cut.</summary>
    CutPrimary,

    /// <summary>Every connection to the replica is cut.</summary>
    CutReplica,

    /// <summary>Every connection to the primary goes silent.</summary>
    VanishPrimary,

    /// <summary>The primary stands still for a while.</summary>
    FreezePrimary,

    /// <summary>The links become slow, or fast again.</summary>
    ToggleDelay,

    /// <summary>The primary closes its clients' connections.</summary>
    KillClients,

    /// <summary>The primary forgets its scripts.</summary>
    FlushScripts,
}
