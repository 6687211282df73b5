using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Sessions;

/// <summary>What a replica must have for it to answer a read.</summary>
/// <param name="moment">Everything that the primary had acknowledged up to this moment; <see cref="PrimaryTimeline.Never"/> for anything.</param>
/// <param name="reason">What asks for it.</param>
/// <param name="session">The session whose reads and token bind the read as well.</param>
/// <param name="isMonotonic">Whether an earlier read of the session binds this one.</param>
/// <param name="isForKey">Whether the key itself asks for it, and not only that some slot has moved.</param>
internal readonly struct ReadRequirement(long moment, ReadReason reason, SessionLedger? session, bool isMonotonic, bool isForKey = true)
{
    /// <summary>Earlier than every moment.</summary>
    public const long Never = PrimaryTimeline.Never;

    public long Moment { get; } = moment;

    public ReadReason Reason { get; } = reason;

    public SessionLedger? Session { get; } = session;

    /// <summary>Whether a reply that lacks the key has to be confirmed where its slot may be on its way to another shard.</summary>
    public bool ConfirmsMissing { get; } = isForKey && (moment != PrimaryTimeline.Never || session is not null);

    /// <summary>Whether any replica may answer.</summary>
    public bool IsEventual => Moment == PrimaryTimeline.Never && Session is null;

    /// <summary>
    /// Whether the primary may answer. The process that handed a session over may know of a failover that this one has yet to notice: until
    /// the primary has confirmed its role since, the session's writes may be on another node.
    /// </summary>
    public bool AllowsPrimary(DeploymentNode? primary) => Session is not { IsResumed: true } resumed || primary?.IsPrimarySince(resumed.ResumedAt) == true;

    public ReadReason? UnmetBy(DeploymentNode replica)
    {
        var reached = replica.Watermark.Reached;
        return reached < Moment ? (reached == PrimaryTimeline.Never ? ReadReason.NotMeasured : Reason)
            : Session?.Admits(replica, reached, isMonotonic) == false ? ReadReason.Session
            : null;
    }
}
