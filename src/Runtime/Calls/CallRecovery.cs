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
            recovery.FailedFirst(await ConfirmAsync(recovery, fault, call.CancellationToken).ConfigureAwait(false));
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
            var destination = _routing.Choose(recovery.Call, recovery.State, snapshot, recovery.Node);
            recovery.Sending(destination.Node, snapshot.Version);
            if (destination.Node is not { } node)
            {
                fault = _execution.NoNode(destination);
            }
            else
            {
                var flags = recovery.Decision.Step == CallStep.FollowRedirection ? destination.Flags & ~CommandFlags.NoRedirect : destination.Flags;
                var sending = recovery.Call.Send(node.Database!, recovery.State, flags);
                var reply = await RepeatedAttempt<TReply>
                    .Of(sending, destination, recovery.StartedAt, _execution.Deadlines, context.CancellationToken)
                    .ConfigureAwait(false);
                if (_execution.Accept(recovery.Call, recovery.State, destination, _time.GetTimestamp()) is not { } refused)
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

        recovery.Failed(await ConfirmAsync(recovery, fault, context.CancellationToken).ConfigureAwait(false));
        return Outcome.FromException<TReply>(recovery.LastFault!);
    }

    /// <summary>Asks the server whether it refused a script, which the script's own error does not show.</summary>
    private static async ValueTask<Exception> ConfirmAsync<TState, TReply, TResult>(
        Recovery<TState, TReply, TResult> recovery, Exception fault, CancellationToken cancellationToken)
    {
        if (!recovery.Operation.RunsScript
            || Fault.MayBeRepeated(recovery.Operation.RetryCategory)
            || fault is not RedisServerException error
            || recovery.Node?.Database is not { } database)
        {
            return fault;
        }

        var key = recovery.Call.Key?.Invoke(recovery.State);
        var cause = Fault.Of(fault, runsScript: true).Cause;
        return await ScriptRefusal.IsConfirmedAsync(database, key, error, cause, cancellationToken).ConfigureAwait(false)
            ? new ConfirmedRefusalException(cause, error)
            : fault;
    }
}
