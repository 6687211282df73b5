using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Polly;
using RedisSafety.Routing;
using RedisSafety.Telemetry;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>Carries calls on after their first fault, within their budget.</summary>
internal sealed class CallRecovery
{
    private readonly RedisSafetyOptions _options;
    private readonly IDeploymentWatch _watch;
    private readonly CallRouting _routing;
    private readonly CallExecution _execution;
    private readonly CallLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly UnavailableCalls _unavailable;
    private readonly ResiliencePipeline _pipeline;
    private readonly HeldCalls _held;
    private readonly SlotRedirection _redirection;

    public CallRecovery(
        RedisSafetyOptions options,
        IDeploymentWatch watch,
        CallRouting routing,
        CallExecution execution,
        CallLifetime lifetime,
        UnavailableCalls unavailable,
        TimeProvider time,
        ILoggerFactory loggerFactory,
        ILogger logger)
    {
        (_options, _watch, _routing, _execution, _lifetime, _unavailable, _time) = (options, watch, routing, execution, lifetime, unavailable, time);
        _pipeline = RecoveryPipeline.Build(options, watch, time, loggerFactory, logger);
        _held = new(options.HeldCallsLimit);
        _redirection = new(watch, time);
    }

    /// <summary>Sends a call again where that is safe, until it succeeds or ends.</summary>
    /// <param name="call">The call.</param>
    /// <param name="fault">The fault of its first attempt.</param>
    public async Task<TReply> RunAsync<TState, TReply, TResult>(SentCall<TState, TReply, TResult> call, Exception fault)
    {
        var recovery = new Recovery<TState, TReply, TResult>(this, call);
        var outcome = CallOutcome.Failed;
        try
        {
            recovery.FailedFirst(await ExamineAsync(recovery, fault, call.CancellationToken).ConfigureAwait(false));
            var reply = await RunAsync(recovery, call.CancellationToken).ConfigureAwait(false);
            outcome = CallOutcome.Recovered;
            return reply;
        }
        catch (Exception end)
        {
            outcome = end is OperationCanceledException ? CallOutcome.Canceled : outcome;
            if (recovery.Operation.ChangesData)
            {
                // It may have been applied all the same.
                _routing.NoteUnanswered(recovery.Call, recovery.State, _time.GetTimestamp());
            }

            throw;
        }
        finally
        {
            var answeredBy = outcome == CallOutcome.Recovered ? CallExecution.RouteOf(recovery.Node!) : recovery.Operation.Route;
            RouterTelemetry.Called(answeredBy, outcome);
        }
    }

    /// <remarks>A value task, as an answer is one: the state of a call keeps one field for both.</remarks>
    private async ValueTask<TReply> RunAsync<TState, TReply, TResult>(Recovery<TState, TReply, TResult> recovery, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _lifetime.ThrowIfEnded();
        _watch.Start();
        ThrowIfOver(recovery, recovery.LastFault!);
        var left = _options.CallBudget - _time.GetElapsedTime(recovery.StartedAt);
        if (left <= TimeSpan.Zero)
        {
            throw _unavailable.End(recovery, "its budget is used up");
        }

        if (!_held.TryEnter())
        {
            throw _unavailable.End(recovery, $"{_held.Limit} calls wait for a node already, and no more are held");
        }

        try
        {
            return await RunWithinAsync(recovery, left, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _held.Leave();
        }
    }

    private async ValueTask<TReply> RunWithinAsync<TState, TReply, TResult>(
        Recovery<TState, TReply, TResult> recovery, TimeSpan left, CancellationToken cancellationToken)
    {
        using var budget = new CancellationTokenSource(left, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token, _lifetime.Ended);
        var context = ResilienceContextPool.Shared.Get(recovery.Operation.Command, continueOnCapturedContext: false, ending.Token);
        Exception fault;
        try
        {
            context.Properties.Set(Recovery.Key, recovery);
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static (context, recovery) => recovery.Owner.AttemptAsync(context, recovery), context, recovery).ConfigureAwait(false);
            if (outcome.Exception is null)
            {
                return outcome.Result!;
            }

            fault = outcome.Exception;
        }
        catch (OperationCanceledException ended) when (ending.IsCancellationRequested)
        {
            fault = ended;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        cancellationToken.ThrowIfCancellationRequested();
        _lifetime.ThrowIfEnded();
        if (budget.IsCancellationRequested || _time.GetElapsedTime(recovery.StartedAt) >= _options.CallBudget)
        {
            throw _unavailable.End(recovery, "its budget is used up");
        }

        ThrowIfOver(recovery, fault);
        if (ReferenceEquals(fault, recovery.LastFault))
        {
            throw _unavailable.End(recovery, "it was given up");
        }

        // A strategy of the user's own has ended the call.
        ExceptionDispatchInfo.Throw(fault);
        throw fault;
    }

    /// <summary>Ends a call whose last fault says that it must not be sent again.</summary>
    private void ThrowIfOver(Recovery recovery, Exception fault)
    {
        if (!ReferenceEquals(fault, recovery.LastFault))
        {
            return;
        }

        switch (recovery.Decision.Step)
        {
            case CallStep.Throw:
                ExceptionDispatchInfo.Throw(fault);
                break;
            case CallStep.GiveUp:
                var isOver = _time.GetElapsedTime(recovery.StartedAt) >= _options.CallBudget;
                throw _unavailable.End(
                    recovery,
                    isOver ? "its budget is used up" : fault is NoNodeException ? "the primary is ambiguous" : recovery.Operation.InDoubt);
        }
    }

    private async ValueTask<Outcome<TReply>> AttemptAsync<TState, TReply, TResult>(
        ResilienceContext context, Recovery<TState, TReply, TResult> recovery)
    {
        if (recovery.TakeUnseen() is { } first)
        {
            return Outcome.FromException<TReply>(first);
        }

        Exception fault;
        try
        {
            var snapshot = _watch.Current;
            var destination = recovery.Decision.Step == CallStep.FollowRedirection
                ? await RedirectedAsync(recovery, context.CancellationToken).ConfigureAwait(false)
                : _routing.Choose(recovery.Call, recovery.State, snapshot, recovery.Node, recovery.ConfirmsMissing);
            recovery.Sending(destination, snapshot.Version);
            if (destination.Node is not { } node)
            {
                fault = _execution.NoNode(destination);
            }
            else
            {
                var sending = destination.IsRedirected
                    ? await SlotRedirection.SendAsync(recovery.Call, recovery.State, node, destination.Flags).AsTask()
                        .WaitAsync(context.CancellationToken).ConfigureAwait(false)
                    : recovery.Call.Send(node.Database!, recovery.State, destination.Flags);
                var reply = await RepeatedAttempt<TReply>
                    .Of(sending, destination, recovery.StartedAt, _execution.Deadlines, context.CancellationToken)
                    .ConfigureAwait(false);
                if (_execution.Accept(recovery.Call, recovery.State, destination, reply, _time.GetTimestamp()) is not { } refused)
                {
                    return Outcome.FromResult(reply);
                }

                fault = refused;
            }
        }
#pragma warning disable CA1031 // The decision says what each exception means.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            fault = thrown;
        }

        recovery.Failed(await ExamineAsync(recovery, fault, context.CancellationToken).ConfigureAwait(false));
        return Outcome.FromException<TReply>(recovery.LastFault!);
    }

    /// <summary>The node that the slot of a call is being moved to; none if it is not known.</summary>
    private async ValueTask<Destination> RedirectedAsync<TState, TReply, TResult>(
        Recovery<TState, TReply, TResult> recovery, CancellationToken cancellationToken)
    {
        // A script that is not known there would be sent a second time, which the redirection does not cover.
        var flags = recovery.Operation.RetryCategory | CommandFlags.NoRedirect | CommandFlags.NoScriptCache;
        var target = recovery.Node is { } source && recovery.Call.Key is { } key
            ? await RedirectionOfAsync(source, key(recovery.State), cancellationToken).ConfigureAwait(false)
            : null;
        return new(target, flags)
        {
            IsRedirected = true,
            Reason = recovery.Operation.Route == RedisRoute.Replica ? ReadReason.Missing : null,
        };
    }

    private Task<DeploymentNode?> RedirectionOfAsync(DeploymentNode source, RedisKey key, CancellationToken cancellationToken) =>
        _redirection.FindAsync(source, HashSlot.Of(key)).AsTask().WaitAsync(cancellationToken);

    /// <summary>Finds out what the fault of an attempt does not show.</summary>
    private async ValueTask<Exception> ExamineAsync<TState, TReply, TResult>(
        Recovery<TState, TReply, TResult> recovery, Exception fault, CancellationToken cancellationToken)
    {
        if (fault is not RedisException || recovery.Node is not { Database: { } database } node)
        {
            return fault;
        }

        var cause = Fault.Of(fault, recovery.Operation.RunsScript).Cause;
        if (cause == FaultCause.Discarded)
        {
            // The reply does not say that one of the transaction's commands was redirected.
            return recovery.Call.Key is { } redirected && _watch.Current.IsCluster
                && await RedirectionOfAsync(node, redirected(recovery.State), cancellationToken).ConfigureAwait(false) is not null
                ? new ConfirmedRefusalException(FaultCause.Ask, fault)
                : fault;
        }

        if (!recovery.Operation.RunsScript || Fault.MayBeRepeated(recovery.Operation.RetryCategory))
        {
            return fault;
        }

        // The script itself can have made up the server's error.
        var key = recovery.Call.Key?.Invoke(recovery.State);
        return await ScriptRefusal.IsConfirmedAsync(database, key, fault, cause, cancellationToken).ConfigureAwait(false)
            ? new ConfirmedRefusalException(cause, fault)
            : fault;
    }
}
