using RedisSafety.Sessions;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Routing;

/// <summary>Chooses the node of each attempt, and records what its answer means for the reads after it.</summary>
/// <param name="watch">The topology.</param>
/// <param name="freshness">What was written when.</param>
/// <param name="options">The preferences among replicas.</param>
internal sealed class CallRouting(IDeploymentWatch watch, Freshness freshness, RedisSafetyOptions options)
{
    /// <summary>Whether calls made here belong to a session that another process began.</summary>
    public bool IsInResumedSession => freshness.Session is { IsResumed: true };

    /// <summary>Whether a call may have to wait for a node: for a replica that is behind, or for the primary's confirmation.</summary>
    public bool MayHaveToWait(RedisOperation operation) =>
        operation.Route == RedisRoute.Replica && (freshness.WaitOf(operation) > TimeSpan.Zero || IsInResumedSession);

    /// <summary>How long a call may wait for a better destination.</summary>
    public TimeSpan WaitFor(RedisOperation operation, in Destination destination)
    {
        var wait = destination.IsBehind ? freshness.WaitOf(operation) : TimeSpan.Zero;

        // Without a node, the primary has yet to confirm its role, which takes a round trip.
        return destination.Node is null && wait < options.MonitorTimeout ? options.MonitorTimeout : wait;
    }

    /// <summary>The node that an attempt goes to, how it is sent, and why.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="state">Its arguments.</param>
    /// <param name="snapshot">The topology.</param>
    /// <param name="failed">The node that has just failed the call.</param>
    /// <param name="confirmsMissing">Whether the primary has to answer, because a replica did not have the key.</param>
    public Destination Choose<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        DeploymentSnapshot snapshot,
        DeploymentNode? failed,
        bool confirmsMissing = false)
    {
        var flags = operation.RetryCategory;
        var shard = snapshot.ShardOf(snapshot.IsCluster ? operation.Key?.Invoke(state) : null);
        if (shard is null)
        {
            return new(null, flags);
        }

        if (snapshot.IsCluster || operation.RunsScript)
        {
            // StackExchange.Redis would follow also a redirection that a script has made up.
            flags |= CommandFlags.NoRedirect;
        }

        if (operation.Route != RedisRoute.Replica)
        {
            return new(shard.Primary, flags);
        }

        // Without a replica, nothing needs to be known of the key. A session that was resumed asks something of the primary as well.
        var isPlain = shard.Replicas.Length == 0 && !ReplicaChoice.HasNoOther(shard, failed) && freshness.Session is null;
        var required = isPlain ? default : freshness.RequirementOf(operation, state);
        var reason = ReadReason.Missing;
        if (!confirmsMissing && ReplicaChoice.Choose(shard, required, failed, options, out var generation, out reason) is { } replica)
        {
            return new(replica, flags | CommandFlags.PreferReplica, generation)
            {
                Reason = required.Reason,
                Reached = replica.Watermark.Reached,
                ConfirmsMissing = snapshot.IsCluster && required.ConfirmsMissing,
            };
        }

        var destination = new Destination(required.AllowsPrimary(shard.Primary) ? shard.Primary : null, flags) { Reason = reason };
        if (destination.IsBehind)
        {
            watch.Hasten();
        }

        return destination;
    }

    /// <summary>Records what an answer means for the reads after it.</summary>
    /// <returns>Whether the answer may be used: a replica's may have become too old for the call while it was under way.</returns>
    public bool Accept<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        in Destination destination,
        long answeredAt)
    {
        var node = destination.Node!;
        if (operation.ChangesData)
        {
            freshness.Note(operation, state, node, answeredAt);
            return true;
        }

        if (destination.Generation != Destination.AnyGeneration
            && (node.Watermark.Generation != destination.Generation
                || (freshness.LimitOf(operation) is { } limit && answeredAt - destination.Reached > limit)))
        {
            return false;
        }

        return !freshness.IsMonotonic(operation)
            || ShardOf(operation, state, destination) is not { } shard
            || freshness.Saw(node, destination.Generation, destination.Reached, shard, answeredAt);
    }

    /// <summary>Records a call that failed after it may have been applied.</summary>
    public void NoteUnanswered<TState, TReply, TResult>(RedisOperation<TState, TReply, TResult> operation, TState state, long endedAt)
    {
        try
        {
            freshness.Note(operation, state, null, endedAt);
        }
#pragma warning disable CA1031 // A key delegate that throws must not hide the call's own fault.
        catch (Exception)
#pragma warning restore CA1031
        {
            freshness.NoteEveryKey();
        }
    }

    /// <summary>The shard that answered.</summary>
    private Shard? ShardOf<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation, TState state, in Destination destination) =>
        destination.IsRedirected ? ShardOfPrimary(destination.Node!) : watch.Current.ShardOf(operation.Key?.Invoke(state));

    /// <summary>The shard of a primary. One that is just being filled has no slot yet, and is in no layout.</summary>
    private Shard ShardOfPrimary(DeploymentNode primary) =>
        Array.Find(watch.Current.Shards, shard => ReferenceEquals(shard.Primary, primary)) ?? new(primary, [], [primary]);
}
