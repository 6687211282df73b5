using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Sessions;

/// <summary>What a replica must have for it to answer a read.</summary>
/// <param name="moment">Everything that the primary had acknowledged up to this moment; <see cref="PrimaryTimeline.Never"/> for anything.</param>
/// <param name="reason">What asks for it, as metrics name it.</param>
/// <param name="session">The session whose reads and tokens have to be minded as well.</param>
/// <param name="isMonotonic">Whether an earlier read of the session binds this one.</param>
internal readonly struct ReadRequirement(long moment, string reason, RedisSession? session, bool isMonotonic)
{
    public long Moment { get; } = moment;

    public string Reason { get; } = reason;

    public RedisSession? Session { get; } = session;

    /// <summary>Whether any replica may answer.</summary>
    public bool IsEventual => Moment == PrimaryTimeline.Never && Session is null;

    /// <summary>
    /// Whether the primary may answer. Who handed a session over may have seen a failover that has not been seen here: until a primary has
    /// called itself one since, the session's writes may be where it is not.
    /// </summary>
    public bool AllowsPrimary(DeploymentNode? primary) => Session is not { IsResumed: true } resumed || primary?.IsPrimarySince(resumed.ResumedAt) == true;

    public string? UnmetBy(DeploymentNode replica)
    {
        var reached = replica.Watermark.Reached;
        return reached < Moment ? (reached == PrimaryTimeline.Never ? "not-measured" : Reason)
            : Session?.Admits(replica, reached, isMonotonic) == false ? "session"
            : null;
    }
}
