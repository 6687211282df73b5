using Microsoft.Extensions.Logging;
using RedisSafety.Routing;
using RedisSafety.Telemetry;
using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>Runs calls: chooses a node, sends, and accepts the answer. A fault goes to <see cref="CallRecovery"/>.</summary>
internal sealed class CallExecution : IDisposable
{
    private readonly RedisSafetyOptions _options;
    private readonly IDeploymentWatch _watch;
    private readonly CallRouting _routing;
    private readonly CallLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CallRecovery _recovery;

    public CallExecution(
        RedisSafetyOptions options,
        IDeploymentWatch watch,
        CallRouting routing,
        CallLifetime lifetime,
        NodeReport report,
        TimeProvider time,
        ILoggerFactory loggerFactory,
        ILogger logger)
    {
        (_options, _watch, _routing, _lifetime, _time, _logger) = (options, watch, routing, lifetime, time, logger);
        Deadlines = new(options, time);
        _recovery = new(options, watch, routing, this, lifetime, new(report, time, logger), time, loggerFactory, logger);
    }

    /// <summary>Ends the waiting of attempts.</summary>
    public AttemptDeadlines Deadlines { get; }

    public Task<TResult> ExecuteAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation, TState state, CancellationToken cancellationToken) =>
        RouterTelemetry.Activities.HasListeners()
            ? TraceAsync(operation, state, cancellationToken)
            : StartAsync(operation, state, cancellationToken);

    /// <summary>Accepts the answer to a first attempt, unless what its node was chosen for no longer holds.</summary>
    /// <returns>Why it is refused.</returns>
    public Exception? Accept<TState, TReply, TResult>(in SentCall<TState, TReply, TResult> call, TReply reply, long answeredAt)
    {
        if (Accept(call.Operation, call.State, call.Destination, reply, answeredAt) is { } refused)
        {
            return refused;
        }

        RouterTelemetry.Called(RouteOf(call.Node!), CallOutcome.Ok);
        return null;
    }

    /// <summary>Accepts the answer to an attempt, unless what its node was chosen for no longer holds.</summary>
    /// <returns>Why it is refused.</returns>
    public Exception? Accept<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation, TState state, in Destination destination, TReply reply, long answeredAt)
    {
        var node = destination.Node!;
        if (destination.IsForPrimary && node.State.IsReplaced)
        {
            return ReplacedPrimaryException.After(node);
        }

        if (destination.ConfirmsMissing && MissingKey.IsPossible(operation, reply))
        {
            return MissingKeyException.At(node);
        }

        if (!_routing.Accept(operation, state, destination, answeredAt))
        {
            return UnsureAnswerException.Of(node);
        }

        if (destination.Reason is { } reason)
        {
            Report(operation, destination, reason, answeredAt);
        }

        return null;
    }

    /// <summary>Continues a call whose first attempt has failed: sends it again where it may be, or ends it.</summary>
    public async Task<TResult> FailAsync<TState, TReply, TResult>(SentCall<TState, TReply, TResult> call, Exception fault) =>
        call.Operation.Read(await _recovery.RunAsync(call, fault).ConfigureAwait(false), call.State);

    public NoNodeException NoNode(in Destination destination)
    {
        var isAmbiguous = _options.AmbiguousPrimary == AmbiguousPrimaryBehavior.Fail
            && Array.Exists(_watch.Current.Shards, static shard => shard.Status == PrimaryStatus.Ambiguous);
        if (destination.IsRedirected)
        {
            return NoNodeException.OfRedirection();
        }

        var isResumed = destination.Reason is not null && _routing.IsInResumedSession;
        return isAmbiguous ? new("The primary is ambiguous.") { IsFinal = true } : NoNodeException.Of(isResumed);
    }

    /// <summary>The role in which a node answers.</summary>
    public static RedisRoute RouteOf(DeploymentNode node) => node.Observation.Role == NodeRole.Replica ? RedisRoute.Replica : RedisRoute.Primary;

    public void Dispose() => Deadlines.Dispose();

    private async Task<TResult> TraceAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        var activity = RouterTelemetry.Start(operation.Command, operation.Route);
        try
        {
            var result = await StartAsync(operation, state, cancellationToken).ConfigureAwait(false);
            RouterTelemetry.Stop(activity, null);
            return result;
        }
        catch (Exception fault)
        {
            RouterTelemetry.Stop(activity, fault);
            throw;
        }
    }

    private Task<TResult> StartAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation, TState state, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        var startedAt = _time.GetTimestamp();
        return _routing.MayHaveToWait(operation)
            ? WaitAndSendAsync(operation, state, startedAt, cancellationToken)
            : SendAsync(operation, state, startedAt, startedAt, cancellationToken);
    }

    private Task<TResult> SendAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation, TState state, long startedAt, long sentAt, CancellationToken cancellationToken)
    {
        var snapshot = _watch.Current;
        Destination destination;
        try
        {
            _lifetime.ThrowIfEnded();
            destination = _routing.Choose(operation, state, snapshot, null);
        }
#pragma warning disable CA1031 // It is the caller's, who awaits the task.
        catch (Exception wrong)
#pragma warning restore CA1031
        {
            return Task.FromException<TResult>(wrong);
        }

        var call = new SentCall<TState, TReply, TResult>(this, operation, state, destination, snapshot.Version, startedAt, cancellationToken);
        return destination.Node is null
            ? FailAsync(call, NoNode(destination))
            : FirstAttempt<TState, TReply, TResult>.SendAsync(call, sentAt);
    }

    /// <summary>
    /// Waits for a replica that may answer, if the call asks for that; in a session that another process began, also for a primary that has
    /// confirmed its role since, as that process may have seen a failover first. The call's budget includes the wait.
    /// </summary>
    private async Task<TResult> WaitAndSendAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation, TState state, long startedAt, CancellationToken cancellationToken)
    {
        _watch.Start();
        while (true)
        {
            _lifetime.ThrowIfEnded();
            var progress = _watch.NextProgress();
            var wait = _routing.WaitFor(operation, _routing.Choose(operation, state, _watch.Current, null));
            var left = (wait < _options.CallBudget ? wait : _options.CallBudget) - _time.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero)
            {
                return await SendAsync(operation, state, startedAt, _time.GetTimestamp(), cancellationToken).ConfigureAwait(false);
            }

            _watch.HastenForCall();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.Ended);
            await Task.WhenAny(progress, Task.Delay(left, _time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Reports which node answered a replica read, and why.</summary>
    private void Report(RedisOperation operation, in Destination destination, ReadReason reason, long answeredAt)
    {
        if (destination.IsForPrimary)
        {
            RouterTelemetry.ReadFromPrimary(reason);
            if (_logger.IsEnabled(LogLevel.Debug))
            {
                RouterLog.ReadFromPrimary(_logger, operation.Command, Labels.Of(reason));
            }

            return;
        }

        TimeSpan? age = RouterTelemetry.AgesAreRecorded && destination.IsMeasured ? _time.GetElapsedTime(destination.Reached, answeredAt) : null;
        RouterTelemetry.ReadFromReplica(reason, age);
    }
}
