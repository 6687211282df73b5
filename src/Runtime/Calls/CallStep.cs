namespace RedisSafety.Calls;

/// <summary>The next step of a call after a failed attempt.</summary>
internal enum CallStep
{
    /// <summary>The fault is the caller's.</summary>
    Throw = 0,

    /// <summary>The call ends as unavailable: it may have been applied, and a second time would change the data again.</summary>
    GiveUp,

    /// <summary>The call is sent again when the topology changes, or after a back-off.</summary>
    SendAgain,

    /// <summary>The call is sent again at once.</summary>
    SendAgainAtOnce,

    /// <summary>The call is sent at once to the node that its slot is being moved to.</summary>
    FollowRedirection,
}
