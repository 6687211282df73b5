namespace RedisSafety.Telemetry;

/// <summary>The words of metrics, traces and logs. Nothing but their readers depends on them.</summary>
internal static class Labels
{
    public static string Of(FaultCause cause) => cause switch
    {
        FaultCause.NoNode => "no-node",
        FaultCause.Unsure => "unsure",
        FaultCause.Replaced => "replaced",
        FaultCause.Connection => "connection",
        FaultCause.Timeout => "timeout",
        FaultCause.ReadOnly => "readonly",
        FaultCause.Loading => "loading",
        FaultCause.ClusterDown => "clusterdown",
        FaultCause.PrimaryDown => "masterdown",
        FaultCause.TryAgain => "tryagain",
        FaultCause.NoReplicas => "noreplicas",
        FaultCause.Busy => "busy",
        FaultCause.MaxClients => "maxclients",
        FaultCause.Moved => "moved",
        FaultCause.Ask => "ask",
        FaultCause.Discarded => "discarded",
        _ => "error",
    };

    public static string Of(ReadReason reason) => reason switch
    {
        ReadReason.OwnWrite => "own-write",
        ReadReason.MaxStaleness => "max-staleness",
        ReadReason.Session => "session",
        ReadReason.NotMeasured => "not-measured",
        ReadReason.NoReplica => "no-replica",
        ReadReason.Lagging => "lagging",
        ReadReason.Fault => "fault",
        ReadReason.Missing => "missing",
        _ => "eventual",
    };

    public static string Of(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Recovered => "recovered",
        CallOutcome.Failed => "failed",
        CallOutcome.Canceled => "canceled",
        _ => "ok",
    };

    public static string Of(RedisRoute route) => route == RedisRoute.Replica ? "replica" : "primary";
}
