using RedisSafety.Replication;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Sessions;

/// <summary>Knows what was written when and by whom, and says by that what a replica must have for it to answer a read.</summary>
#pragma warning disable CA1001 // The session of the process has nothing to dispose: it is nobody's ambient session.
internal sealed class Freshness
#pragma warning restore CA1001
{
    private readonly RedisSafetyOptions _options;
    private readonly TimeProvider _time;
    private readonly WriteTimes _writes = new();
    private readonly AsyncLocal<RedisSession?> _ambient = new();
    private readonly RedisSession _process;
    private long _slotsMovedAt = PrimaryTimeline.Never;
    private volatile bool _hasSessions;

    public Freshness(RedisRouter router, RedisSafetyOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _process = new(router, null, null, isAmbient: false);
    }

    /// <summary>The session that calls made here belong to.</summary>
    public RedisSession? Session
    {
        get => _hasSessions ? _ambient.Value : null;
        set
        {
            _hasSessions = true;
            _ambient.Value = value;
        }
    }

    /// <summary>How long a call may wait for a replica that is behind.</summary>
    public TimeSpan WaitOf(RedisOperation operation) => operation.ReplicaWait ?? _options.ReplicaWait;

    /// <summary>
    /// Keys may have come to other shards, whose replicas need not have received them: until those have everything of now, they do not
    /// answer for writes.
    /// </summary>
    public void SlotsMoved() => Volatile.Write(ref _slotsMovedAt, _time.GetTimestamp());

    /// <summary>
    /// Notes the keys of a call that has ended. Also one that has failed may have been applied; and what was applied before it ended was
    /// applied before that.
    /// </summary>
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

        Session?.Wrote(primary, endedAt);
    }

    public void Note(RedisKey key, DeploymentNode? primary)
    {
        var now = _time.GetTimestamp();
        _writes.Note(key, now);
        Session?.Wrote(primary, now);
    }

    /// <summary>Notes what a session has seen, where that binds its later reads.</summary>
    public void Saw(RedisOperation operation, DeploymentNode node, int generation, Shard? shard, long answeredAt)
    {
        if (shard is not null && ConsistencyOf(operation) == ReadConsistency.Monotonic)
        {
            (Session ?? _process).Saw(node, generation, shard, answeredAt);
        }
    }

    public bool IsMonotonic(RedisOperation operation) =>
        operation.Route == RedisRoute.Replica && ConsistencyOf(operation) == ReadConsistency.Monotonic;

    /// <summary>Any replica may answer, whenever it is asked.</summary>
    public bool IsEventual(RedisOperation operation) =>
        ConsistencyOf(operation) == ReadConsistency.Eventual && (operation.MaxStaleness ?? _options.MaxStaleness) is null;

    public ReadRequirement RequirementOf<TState, TReply, TResult>(RedisOperation<TState, TReply, TResult> operation, TState state)
    {
        var consistency = ConsistencyOf(operation);
        var moment = PrimaryTimeline.Never;
        var reason = "eventual";
        RedisSession? binding = null;
        if (consistency != ReadConsistency.Eventual)
        {
            var session = Session;
            moment = LastWriteOf(operation, state);
            if (session is not null)
            {
                // What others have written is not the session's own. A collision in the table cannot make it newer than its last write.
                moment = Math.Min(moment, session.WroteAt);
            }

            moment = Math.Max(moment, Volatile.Read(ref _slotsMovedAt));
            reason = "own-write";
            if (consistency == ReadConsistency.Monotonic)
            {
                binding = session ?? _process;
            }
            else if (session is { IsResumed: true })
            {
                binding = session;
            }
        }

        if ((operation.MaxStaleness ?? _options.MaxStaleness) is { } staleness)
        {
            var oldest = _time.GetTimestamp() - (long)(staleness.TotalSeconds * _time.TimestampFrequency);
            if (oldest > moment)
            {
                moment = oldest;
                reason = "max-staleness";
            }
        }

        return new(moment, reason, binding, consistency == ReadConsistency.Monotonic);
    }

    private ReadConsistency ConsistencyOf(RedisOperation operation) => operation.Consistency ?? _options.Consistency;

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
