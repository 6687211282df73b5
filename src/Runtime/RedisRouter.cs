using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using RedisSafety.Replication;
using RedisSafety.Resilience;
using RedisSafety.Serialization;
using RedisSafety.Telemetry;
using StackExchange.Redis;

namespace RedisSafety;

/// <summary>
/// Sends writes to the primary and replica reads to a replica, whichever nodes those are at the moment, and carries calls through
/// failovers. One router serves a whole process; it is safe for use by many threads.
/// </summary>
/// <remarks>
/// The success path costs what StackExchange.Redis costs. From the first fault of a call on, a Polly pipeline decides whether the
/// command may be sent again, waits for what the watch of the nodes learns, and keeps to <see cref="RedisSafetyOptions.CallBudget"/>.
/// A <see cref="ReadConsistency.ReadYourWrites"/> read is answered by the primary.
/// </remarks>
public sealed class RedisRouter : IRedisRouter, IAsyncDisposable
{
    private readonly RedisSafetyOptions _options;
    private readonly ConfigurationOptions _deployment;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ReplicationMonitor _monitor;
    private readonly ResiliencePipeline _pipeline;
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
        _monitor = new ReplicationMonitor(options, _deployment, _time, _logger);
        _pipeline = RecoveryPipeline.Build(options, _monitor, _time, loggerFactory, _logger);
        Serializer = options.Serializer ?? new JsonRedisSerializer();
    }

    /// <inheritdoc/>
    public IRedisSerializer Serializer { get; }

    /// <inheritdoc/>
    public TimeSpan OnceTokenLifetime => _options.OnceTokenLifetime;

    internal ReplicationMonitor Monitor => _monitor;

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
            : SendAsync(operation, state, cancellationToken);
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
            var target = router.Choose(recovery.Call, recovery.State, snapshot, recovery.Node, out var flags);
            recovery.Sending(target, snapshot.Version);
            if (target is null)
            {
                throw new NoNodeException("No node is known that could take the call.");
            }

            if (recovery.FollowsRedirection)
            {
                recovery.FollowsRedirection = false;
                flags &= ~CommandFlags.NoRedirect;
            }

            var sending = recovery.Call.Send(target.Database!, recovery.State, flags);
            return Outcome.FromResult(await AbandonableAsync(sending, context.CancellationToken).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // The pipeline decides what each exception means.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            recovery.Failed(fault);
            return Outcome.FromException<TReply>(fault);
        }
    }

    private static Task<TReply> AbandonableAsync<TReply>(Task<TReply> sending, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || sending.IsCompleted)
        {
            return sending;
        }

        // Once nobody waits for it, its fault must not count as unobserved.
        _ = sending.ContinueWith(
            static done => _ = done.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return sending.WaitAsync(cancellationToken);
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
            return await SendAsync(operation, state, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            throw;
        }
    }

    private async Task<TResult> SendAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var startedAt = _time.GetTimestamp();

        // What lives across the await is what a call costs beyond StackExchange.Redis's own: of the snapshot, its number.
        var snapshot = _monitor.Current;
        var version = snapshot.Version;
        var node = Choose(operation, state, snapshot, null, out var flags);
        Exception fault;
        try
        {
            if (node is not null)
            {
                var reply = await AbandonableAsync(operation.Send(node.Database!, state, flags), cancellationToken).ConfigureAwait(false);
                if (RouterTelemetry.CallsAreCounted)
                {
                    RouterTelemetry.Called(node.Observation.Role == NodeRole.Replica ? "replica" : "primary", "ok");
                }

                return operation.Read(reply, state);
            }

            fault = new NoNodeException("No node is known that could take the call.");
        }
        catch (Exception thrown) when (thrown is not RedisUnavailableException && Fault.Of(thrown).IsTransient)
        {
            fault = thrown;
        }

        var recovery = new Recovery<TState, TReply, TResult>(this, operation, state, node, version, fault, startedAt);
        return operation.Read(await RecoverAsync(recovery, cancellationToken).ConfigureAwait(false), state);
    }

    private async Task<TReply> RecoverAsync<TState, TReply, TResult>(
        Recovery<TState, TReply, TResult> recovery,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        _monitor.Start();
        if (Interlocked.Increment(ref _held) > _options.HeldCallsLimit)
        {
            Interlocked.Decrement(ref _held);
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

            if (Fault.Of(fault).IsTransient)
            {
                throw Unavailable(recovery, recovery.MayHaveBeenApplied
                    ? "it may have been applied, and a second time would change the data again"
                    : "it was given up");
            }

            ExceptionDispatchInfo.Throw(fault);
            throw fault;
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

    /// <summary>The node that a call goes to, and the flags that it is sent with.</summary>
    private RedisNode? Choose<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        DeploymentSnapshot snapshot,
        RedisNode? failed,
        out CommandFlags flags)
    {
        flags = operation.RetryCategory;
        var shard = snapshot.IsCluster ? snapshot.ShardOf(operation.Key?.Invoke(state)) : snapshot.ShardOf(null);
        if (shard is null)
        {
            return null;
        }

        if (snapshot.IsCluster)
        {
            flags |= CommandFlags.NoRedirect;
        }

        if (operation.Route != RedisRoute.Replica)
        {
            return shard.Primary;
        }

        string reason;
        if (operation.Consistency != ReadConsistency.Eventual)
        {
            reason = "consistency";
        }
        else if (shard.NextReplica() is not { } replica)
        {
            reason = "no-replica";
        }
        else if (ReferenceEquals(replica, failed) && shard.Primary is not null)
        {
            reason = "fault";
        }
        else
        {
            flags |= CommandFlags.PreferReplica;
            return replica;
        }

        RouterTelemetry.ReadFromPrimary(reason);
        RouterLog.ReadFromPrimary(_logger, operation.Command, reason);
        return shard.Primary;
    }
}
