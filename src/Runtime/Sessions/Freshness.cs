using RedisSafety.Replication;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Sessions;

/// <summary>Knows what was written when and by whom, and derives what a replica must have for it to answer a read.</summary>
/// <param name="options">The defaults of calls.</param>
/// <param name="time">The clock.</param>
/// <param name="process">The memory of the calls outside of sessions.</param>
internal sealed class Freshness(RedisSafetyOptions options, TimeProvider time, SessionLedger process)
{
    private readonly WriteTimes _writes = new();
    private readonly AsyncLocal<RedisSession?> _ambient = new();
    private long _slotsMovedAt = PrimaryTimeline.Never;
    private volatile bool _hasSessions;

    /// <summary>The session that calls made here belong to. One that has been disposed binds nothing.</summary>
    public RedisSession? Session
    {
        get => _hasSessions ? _ambient.Value?.Current : null;
        set
        {
            _hasSessions = true;
            _ambient.Value = value;
        }
    }

    /// <summary>Ends a session where it is the ambient one. Work that was started in it ends it by itself.</summary>
    public void Leave(RedisSession session, RedisSession? outer)
    {
        if (ReferenceEquals(_ambient.Value, session))
        {
            _ambient.Value = outer;
        }
    }

    /// <summary>How long a call may wait for a replica that is behind.</summary>
    public TimeSpan WaitOf(RedisOperation operation) => operation.ReplicaWait ?? options.ReplicaWait;

    /// <summary>
    /// Keys may have come to other shards, whose replicas need not have received them: until those have everything of now, they do not
    /// answer for writes.
    /// </summary>
    public void SlotsMoved() => Volatile.Write(ref _slotsMovedAt, time.GetTimestamp());

    /// <summary>
    /// Notes the keys of a call that has ended. Also one that has failed may have been applied; and what was applied before it ended was
    /// applied before that.
    /// </summary>
    /// <param name="operation">The call.</param>
    /// <param name="state">Its arguments.</param>
    /// <param name="primary">The node that acknowledged it; <see langword="null"/> if none did.</param>
    /// <param name="endedAt">The moment of its end.</param>
    public void Note<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        DeploymentNode? primary,
        long endedAt)
    {
        if (operation.Keys is { } keys)
        {
            foreach (var key in keys(state))
            {
                _writes.Note(key, endedAt);
            }
        }
        else if (operation.Key is { } key)
        {
            _writes.Note(key(state), endedAt);
        }
        else
        {
            _writes.NoteEveryKey(endedAt);
        }

        Session?.Ledger.Wrote(primary, endedAt);
    }

    public void Note(RedisKey key, DeploymentNode? primary)
    {
        var now = time.GetTimestamp();
        _writes.Note(key, now);
        Session?.Ledger.Wrote(primary, now);
    }

    /// <summary>Records what a session has seen.</summary>
    /// <returns>Whether the answer holds everything that the session has seen by now.</returns>
    public bool Saw(DeploymentNode node, int generation, long reached, Shard shard, long answeredAt) =>
        (Session?.Ledger ?? process).Saw(node, generation, reached, shard, answeredAt);

    /// <summary>The oldest that a replica's answer may be; <see langword="null"/> for no limit.</summary>
    public long? LimitOf(RedisOperation operation) => (operation.MaxStaleness ?? options.MaxStaleness) is { } staleness
        ? (long)(staleness.TotalSeconds * time.TimestampFrequency)
        : null;

    /// <summary>Records that any key may have been written.</summary>
    public void NoteEveryKey()
    {
        var now = time.GetTimestamp();
        _writes.NoteEveryKey(now);
        Session?.Ledger.Wrote(null, now);
    }

    public bool IsMonotonic(RedisOperation operation) =>
        operation.Route == RedisRoute.Replica && ConsistencyOf(operation) == ReadConsistency.Monotonic;

    /// <summary>Any replica may answer, whenever it is asked.</summary>
    public bool IsEventual(RedisOperation operation) =>
        ConsistencyOf(operation) == ReadConsistency.Eventual && (operation.MaxStaleness ?? options.MaxStaleness) is null;

    public ReadRequirement RequirementOf<TState, TReply, TResult>(RedisOperation<TState, TReply, TResult> operation, TState state)
    {
        var consistency = ConsistencyOf(operation);
        var moment = PrimaryTimeline.Never;
        var reason = ReadReason.Eventual;
        SessionLedger? binding = null;
        var isForKey = false;
        if (consistency != ReadConsistency.Eventual)
        {
            var session = Session?.Ledger;
            moment = LastWriteOf(operation, state);
            if (session is not null)
            {
                // What others have written is not the session's own. A collision in the table cannot make it newer than its last write.
                moment = Math.Min(moment, session.WroteAt);
            }

            isForKey = moment != PrimaryTimeline.Never;
            moment = Math.Max(moment, Volatile.Read(ref _slotsMovedAt));
            reason = ReadReason.OwnWrite;
            if (consistency == ReadConsistency.Monotonic)
            {
                binding = session ?? process;
            }
            else if (session is { IsResumed: true })
            {
                binding = session;
            }
        }

        if (LimitOf(operation) is { } limit && time.GetTimestamp() - limit is var oldest && oldest > moment)
        {
            moment = oldest;
            reason = ReadReason.MaxStaleness;
            isForKey = true;
        }

        return new(moment, reason, binding, consistency == ReadConsistency.Monotonic, isForKey || binding is not null);
    }

    private ReadConsistency ConsistencyOf(RedisOperation operation) => operation.Consistency ?? options.Consistency;

    private long LastWriteOf<TState, TReply, TResult>(RedisOperation<TState, TReply, TResult> operation, TState state)
    {
        if (operation.Keys is not { } keys)
        {
            return operation.Key is { } key ? _writes.Of(key(state)) : _writes.OfAnyKey();
        }

        var last = PrimaryTimeline.Never;
        foreach (var key in keys(state))
        {
            last = Math.Max(last, _writes.Of(key));
        }

        return last;
    }
}
