using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using RedisSafety.Calls;
using RedisSafety.Monitoring;
using RedisSafety.Nodes;
using RedisSafety.Replication;
using RedisSafety.Routing;
using RedisSafety.Serialization;
using RedisSafety.Sessions;
using RedisSafety.Telemetry;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety;

/// <summary>
/// Sends writes to the primary and replica reads to a replica, whichever nodes those are at the moment, and carries calls through
/// failovers. One router serves a whole process; it is safe for use by many threads.
/// </summary>
/// <remarks>
/// The success path costs what StackExchange.Redis costs. From the first fault of a call on, a Polly pipeline decides whether the
/// command may be sent again, waits for what the watch of the nodes learns, and keeps to <see cref="RedisSafetyOptions.CallBudget"/>.
/// A read goes to a replica that is known to have what the read's <see cref="ReadConsistency"/> asks for, else to the primary.
/// </remarks>
public sealed class RedisRouter : IRedisRouter, IAsyncDisposable
{
    private readonly RedisSafetyOptions _options;
    private readonly ConfigurationOptions _deployment;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DeploymentMonitor _monitor;
    private readonly ResiliencePipeline _pipeline;
    private readonly Freshness _freshness;
    private readonly CancellationTokenSource _disposing = new();
    private int _held;
    private int _disposed;

    /// <summary>A router that connects when it is first used.</summary>
    /// <param name="options">How it connects and what it promises.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">The clock of its waits; <see langword="null"/> for the system's.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; it names everything that is.</exception>
    public RedisRouter(RedisSafetyOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        RedisSafetyOptionsValidator.ThrowIfInvalid(options);
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        loggerFactory ??= NullLoggerFactory.Instance;
        _logger = loggerFactory.CreateLogger("RedisSafety.RedisRouter");
        _deployment = NodeConfiguration.Parse(options);
        Tokens = new SessionTokenCodec(options.SessionKeys);
        _freshness = new Freshness(this, options, _time);
        _monitor = new DeploymentMonitor(options, _deployment, _time, _logger)
        {
            SlotsMoved = _freshness.SlotsMoved,
            NodeReplaced = AttemptList.GiveUpRepeatable,
        };
        _pipeline = RecoveryPipeline.Build(options, _monitor, _time, loggerFactory, _logger);
        Serializer = options.Serializer ?? new JsonRedisSerializer();
    }

    /// <inheritdoc/>
    public IRedisSerializer Serializer { get; }

    /// <inheritdoc/>
    public TimeSpan OnceTokenLifetime => _options.OnceTokenLifetime;

    /// <summary>The session that calls made here belong to; <see langword="null"/> outside of sessions.</summary>
    public RedisSession? CurrentSession => _freshness.Session;

    internal DeploymentMonitor Monitor => _monitor;

    /// <summary>
    /// Where an enumeration goes. It stays on one node, of which nobody asks again how far it has come: one that minds writes goes to the
    /// primary.
    /// </summary>
    internal static RedisRoute RouteOfEnumeration(IRedisRouter router, RedisOperation operation) =>
        router is RedisRouter own
            ? own._freshness.IsEventual(operation) ? operation.Route : RedisRoute.Primary

            // The defaults of a router that stands around another are not known.
            : operation is { Consistency: ReadConsistency.Eventual, MaxStaleness: null } ? operation.Route : RedisRoute.Primary;

    internal SessionTokenCodec Tokens { get; }

    internal TimeProvider Time => _time;

    /// <summary>A router that knows its primary.</summary>
    /// <param name="configuration">Endpoints and settings, as <see cref="RedisSafetyOptions.Configuration"/> takes them.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The configuration cannot be read, or names no endpoint.</exception>
    /// <exception cref="RedisUnavailableException">
    /// No primary answered within <see cref="RedisSafetyOptions.ConnectTimeLimit"/>; it names each endpoint and its cause.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task<RedisRouter> ConnectAsync(string configuration, CancellationToken cancellationToken = default) =>
        ConnectAsync(new RedisSafetyOptions { Configuration = configuration }, null, cancellationToken);

    /// <summary>A router that knows its primary.</summary>
    /// <param name="options">How it connects and what it promises.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; it names everything that is.</exception>
    /// <exception cref="RedisUnavailableException">
    /// No primary answered within <see cref="RedisSafetyOptions.ConnectTimeLimit"/>; it names each endpoint and its cause.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<RedisRouter> ConnectAsync(
        RedisSafetyOptions options,
        ILoggerFactory? loggerFactory = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var router = new RedisRouter(options, loggerFactory);
        try
        {
            await router.WaitUntilWritableAsync(cancellationToken).ConfigureAwait(false);
            return router;
        }
        catch
        {
            await router.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RedisUnavailableException">
    /// No node took the call within its budget, sending it again could have applied it twice, or too many calls wait already.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The router has been disposed.</exception>
    public Task<TResult> ExecuteAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return RouterTelemetry.Activities.HasListeners()
            ? TraceAsync(operation, state, cancellationToken)
            : StartAsync(operation, state, cancellationToken);
    }

    /// <inheritdoc/>
    public void NoteWrite(RedisKey key) => _freshness.Note(key, _monitor.Current.ShardOf(key)?.Primary);

    /// <summary>
    /// Begins a session, which applies to every call that the calling method makes or awaits until the session is disposed.
    /// </summary>
    /// <param name="token">
    /// Where another process's session goes on: its <see cref="RedisSession.Token"/>. One that is forged, truncated, too old to be
    /// followed or of other <see cref="RedisSafetyOptions.SessionKeys"/> only means that the primary answers for a moment.
    /// </param>
    public RedisSession StartSession(string? token = null)
    {
        _monitor.Start();
        var session = new RedisSession(this, _freshness.Session, token, isAmbient: true);
        _freshness.Session = session;
        return session;
    }

    /// <summary>Closes every connection. Calls under way end with an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        await _monitor.DisposeAsync().ConfigureAwait(false);
        _disposing.Dispose();
    }

    internal void Start() => _monitor.Start();

    internal void Leave(RedisSession session, RedisSession? outer)
    {
        if (ReferenceEquals(_freshness.Session, session))
        {
            _freshness.Session = outer;
        }
    }

    internal void ReportLostWrites()
    {
        RouterTelemetry.LostWrites();
        RouterLog.LostWrites(_logger);
    }

    internal async Task WaitUntilWritableAsync(CancellationToken cancellationToken)
    {
        _monitor.Start();
        var startedAt = _time.GetTimestamp();
        while (true)
        {
            var changed = _monitor.Changed;
            if (_monitor.Current.IsWritable)
            {
                return;
            }

            var left = _options.ConnectTimeLimit - _time.GetElapsedTime(startedAt);
            var refused = _monitor.Nodes is { Length: > 0 } nodes && Array.TrueForAll(nodes, ConnectionReport.IsRefused);
            if (refused || left <= TimeSpan.Zero)
            {
                throw ConnectionReport.Describe(_monitor.Nodes, _deployment, _time.GetElapsedTime(startedAt));
            }

            // Refusals change no snapshot, so the nodes are looked at in between.
            var pause = left < _options.MonitorInterval ? left : _options.MonitorInterval;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(pause, _time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    internal static async ValueTask<Outcome<TReply>> AttemptAsync<TState, TReply, TResult>(
        ResilienceContext context,
        Recovery<TState, TReply, TResult> recovery)
    {
        if (recovery.Untold is { } first)
        {
            recovery.Untold = null;
            return Outcome.FromException<TReply>(first);
        }

        var router = recovery.Router;
        var snapshot = router._monitor.Current;
        try
        {
            var destination = router.Choose(recovery.Call, recovery.State, snapshot, recovery.Node);
            var (target, flags, generation) = destination;
            router.Tell(recovery.Call, destination);
            recovery.Sending(target, snapshot.Version);
            if (target is null)
            {
                throw router.NoNode(destination);
            }

            if (recovery.FollowsRedirection)
            {
                recovery.FollowsRedirection = false;
                flags &= ~CommandFlags.NoRedirect;
            }

            var reply = await RepeatedAttempt<TReply>.Of(
                recovery.Call.Send(target.Database!, recovery.State, flags),
                target,
                destination.IsForPrimary,
                Fault.MayBeRepeated(flags),
                context.CancellationToken).ConfigureAwait(false);
            if (router.Accept(recovery.Call, recovery.State, target, generation, router._time.GetTimestamp()) is not { } unsure)
            {
                return Outcome.FromResult(reply);
            }

            recovery.Failed(unsure);
            return Outcome.FromException<TReply>(unsure);
        }
#pragma warning disable CA1031 // The pipeline decides what each exception means.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            recovery.Failed(fault);
            return Outcome.FromException<TReply>(fault);
        }
    }

    /// <summary>
    /// Notes what the answer to a first attempt means for the reads after it, and refuses it where what its node was chosen for holds no
    /// longer.
    /// </summary>
    /// <returns>Why it is refused.</returns>
    internal Exception? Accept<TState, TReply, TResult>(in SentCall<TState, TReply, TResult> call, long answeredAt)
    {
        if (Accept(call.Operation, call.State, call.Node!, call.Generation, answeredAt) is { } unsure)
        {
            return unsure;
        }

        if (RouterTelemetry.CallsAreCounted)
        {
            RouterTelemetry.Called(call.Node!.Observation.Role == NodeRole.Replica ? "replica" : "primary", "ok");
        }

        return null;
    }

    /// <summary>Goes on with a call whose first attempt has failed: sends it again where it may be, or ends it.</summary>
    internal async Task<TResult> FailAsync<TState, TReply, TResult>(SentCall<TState, TReply, TResult> call, Exception fault)
    {
        if (fault is not RedisUnavailableException && Fault.Of(fault).IsTransient)
        {
            var recovery = new Recovery<TState, TReply, TResult>(this, call.Operation, call.State, call.Node, call.Version, fault, call.StartedAt);
            return call.Operation.Read(await RecoverAsync(recovery, call.CancellationToken).ConfigureAwait(false), call.State);
        }

        if (call.Operation.ChangesData)
        {
            _freshness.Note(call.Operation, call.State, null, _time.GetTimestamp());
        }

        ExceptionDispatchInfo.Throw(fault);
        throw fault;
    }

    private async Task<TResult> TraceAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        CancellationToken cancellationToken)
    {
        using var activity = RouterTelemetry.Activities.StartActivity(operation.Command, ActivityKind.Client);
        activity?.SetTag("db.system.name", "redis");
        activity?.SetTag("db.operation.name", operation.Command);
        activity?.SetTag("redissafety.route", operation.Route == RedisRoute.Replica ? "replica" : "primary");
        try
        {
            return await StartAsync(operation, state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            throw;
        }
    }

    private Task<TResult> StartAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        CancellationToken cancellationToken) =>
        operation.Route == RedisRoute.Replica && (_freshness.WaitOf(operation) > TimeSpan.Zero || _freshness.Session is { IsResumed: true })
            ? WaitAndSendAsync(operation, state, cancellationToken)
            : SendAsync(operation, state, cancellationToken);

    private Task<TResult> SendAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        var startedAt = _time.GetTimestamp();
        var snapshot = _monitor.Current;
        Destination destination;
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            destination = Choose(operation, state, snapshot, null);
            Tell(operation, destination);
        }
#pragma warning disable CA1031 // It is the caller's, who awaits the task.
        catch (Exception wrong)
#pragma warning restore CA1031
        {
            return Task.FromException<TResult>(wrong);
        }

        var node = destination.Node;
        var call = new SentCall<TState, TReply, TResult>(this, operation, state, node, destination.Generation, snapshot.Version, startedAt, cancellationToken);
        return node is null ? FailAsync(call, NoNode(destination)) : FirstAttempt<TState, TReply, TResult>.SendAsync(call, destination);
    }

    /// <inheritdoc cref="Accept{TState, TReply, TResult}(in SentCall{TState, TReply, TResult}, long)"/>
    private UnsureAnswerException? Accept<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        DeploymentNode node,
        int generation,
        long answeredAt)
    {
        if (operation.ChangesData)
        {
            _freshness.Note(operation, state, node, answeredAt);
        }
        else if (generation != Destination.AnyGeneration && node.Watermark.Generation != generation)
        {
            return new($"{node.Name} answered, but may have come to lack what it had.");
        }
        else if (_freshness.IsMonotonic(operation))
        {
            _freshness.Saw(operation, node, generation, _monitor.Current.ShardOf(operation.Key?.Invoke(state)), answeredAt);
        }

        return null;
    }

    /// <summary>
    /// Waits, each time until something has been learnt of the nodes, for a replica that may answer where the call asks for that; and in a
    /// session that another process began, for a primary that is known to be one still: that process may have seen a failover first.
    /// </summary>
    private async Task<TResult> WaitAndSendAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        while (true)
        {
            var progress = _monitor.NextProgress();
            var destination = Choose(operation, state, _monitor.Current, null);
            var limit = destination.IsBehind ? _freshness.WaitOf(operation) : TimeSpan.Zero;
            if (destination.Node is null && limit < _options.MonitorTimeout)
            {
                limit = _options.MonitorTimeout;
            }

            var left = limit - _time.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero)
            {
                return await SendAsync(operation, state, cancellationToken).ConfigureAwait(false);
            }

            _monitor.Hasten();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(progress, Task.Delay(left, _time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <remarks>A value task, as an answer is one: the state of a call keeps one field for both.</remarks>
    private async ValueTask<TReply> RecoverAsync<TState, TReply, TResult>(
        Recovery<TState, TReply, TResult> recovery,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        _monitor.Start();
        if (Interlocked.Increment(ref _held) > _options.HeldCallsLimit)
        {
            Interlocked.Decrement(ref _held);
            if (recovery.Operation.ChangesData)
            {
                // Its one attempt may have been applied.
                _freshness.Note(recovery.Call, recovery.State, null, _time.GetTimestamp());
            }

            throw Unavailable(recovery, $"{_options.HeldCallsLimit} calls wait for a node already, and no more are held");
        }

        RouterTelemetry.Held(1);
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        var context = ResilienceContextPool.Shared.Get(recovery.Operation.Command, continueOnCapturedContext: false, budget.Token);
        try
        {
            var left = _options.CallBudget - _time.GetElapsedTime(recovery.StartedAt);
            using var end = _time.CreateTimer(
                static source => ((CancellationTokenSource)source!).Cancel(),
                budget,
                left > TimeSpan.Zero ? left : TimeSpan.Zero,
                Timeout.InfiniteTimeSpan);
            context.Properties.Set(Recovery.Key, recovery);
            Exception fault;
            try
            {
                var outcome = await _pipeline.ExecuteOutcomeAsync(
                    static (context, recovery) => AttemptAsync(context, recovery), context, recovery).ConfigureAwait(false);
                if (outcome.Exception is null)
                {
                    RouterTelemetry.Called(recovery.Operation.Route == RedisRoute.Replica ? "replica" : "primary", "recovered");
                    return outcome.Result!;
                }

                fault = outcome.Exception;
            }
            catch (OperationCanceledException ended) when (budget.IsCancellationRequested)
            {
                fault = ended;
            }

            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            if (budget.IsCancellationRequested)
            {
                throw Unavailable(recovery, "its budget is used up");
            }

            // A transaction that is discarded again and again is wrong in itself.
            if (Fault.Of(fault) is { IsTransient: true, Cause: not Fault.Discarded })
            {
                throw Unavailable(recovery, recovery.MayHaveBeenApplied
                    ? recovery.Operation.InDoubt
                    : "it was given up");
            }

            ExceptionDispatchInfo.Throw(fault);
            throw fault;
        }
        catch (Exception) when (recovery.Operation.ChangesData)
        {
            // It may have been applied all the same.
            _freshness.Note(recovery.Call, recovery.State, null, _time.GetTimestamp());
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            Interlocked.Decrement(ref _held);
            RouterTelemetry.Held(-1);
        }
    }

    private RedisUnavailableException Unavailable(Recovery recovery, string why)
    {
        var elapsed = _time.GetElapsedTime(recovery.StartedAt);
        var tried = recovery.Nodes.Count == 0 ? "no node" : string.Join(", ", recovery.Nodes);
        var applied = recovery.MayHaveBeenApplied ? " An attempt may have been applied." : string.Empty;
        var exception = new RedisUnavailableException(
            FormattableString.Invariant(
                $"{recovery.Operation.Command} failed after {recovery.Attempts} attempts in {elapsed.TotalMilliseconds:F0} ms at {tried}: {why}.{applied}"),
            recovery.LastFault)
        {
            Command = recovery.Operation.Command,
            Attempts = recovery.Attempts,
            Elapsed = elapsed,
            Nodes = recovery.Nodes,
            MayHaveBeenApplied = recovery.MayHaveBeenApplied,
        };
        RouterTelemetry.Called(recovery.Operation.Route == RedisRoute.Replica ? "replica" : "primary", "failed");
        RouterLog.Unavailable(_logger, recovery.Operation.Command, exception);
        return exception;
    }

    /// <summary>The node that a call goes to, how it is sent, and why.</summary>
    private Destination Choose<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        DeploymentSnapshot snapshot,
        DeploymentNode? failed)
    {
        var flags = operation.RetryCategory;
        var shard = snapshot.IsCluster ? snapshot.ShardOf(operation.Key?.Invoke(state)) : snapshot.ShardOf(null);
        if (shard is null)
        {
            return new(null, flags);
        }

        if (snapshot.IsCluster)
        {
            flags |= CommandFlags.NoRedirect;
        }

        if (operation.Route != RedisRoute.Replica)
        {
            return new(shard.Primary, flags);
        }

        // Without a replica, nothing needs to be known of the key; a session that was resumed asks something of the primary as well.
        var required = shard.Replicas.Length == 0 && _freshness.Session is null ? default : _freshness.RequirementOf(operation, state);
        if (ReplicaChoice.Choose(shard, required, failed, _options, out var generation, out var reason) is { } replica)
        {
            return new(replica, flags | CommandFlags.PreferReplica, generation) { Reason = required.Reason };
        }

        // However long it takes to ask the primary: the call waits for that, as for a new one.
        return new(required.AllowsPrimary(shard.Primary) ? shard.Primary : null, flags) { Reason = reason };
    }

    private NoNodeException NoNode(in Destination destination) => new(destination.Reason is not null && _freshness.Session is { IsResumed: true }
        ? "No node is known to have what the session's token stands for: no replica has it, and no primary has said since that it is one."
        : "No node is known that could take the call.");

    /// <summary>Tells where a replica read goes and why, and has the watch learn sooner what a replica was not known to have.</summary>
    private void Tell(RedisOperation operation, in Destination destination)
    {
        if (destination is not { Reason: { } reason, Node: { } node })
        {
            return;
        }

        if (!destination.IsForPrimary)
        {
            RouterTelemetry.ReadFromReplica(
                reason,
                RouterTelemetry.AgesAreRecorded && node.Watermark.Reached is var reached and not PrimaryTimeline.Never ? _time.GetElapsedTime(reached) : null);
            return;
        }

        if (destination.IsBehind)
        {
            _monitor.Hasten();
        }

        RouterTelemetry.ReadFromPrimary(reason);
        RouterLog.ReadFromPrimary(_logger, operation.Command, reason);
    }
}
