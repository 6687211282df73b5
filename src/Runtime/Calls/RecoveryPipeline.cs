using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Telemetry;
using RedisSafety.Telemetry;
using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>The Polly pipeline that a call enters at its first fault.</summary>
internal static class RecoveryPipeline
{
    // With the back-off this is half a second at least: the watch has long since seen whether a failover is the cause.
    private const int DiscardsBorne = 8;

    public static ResiliencePipeline Build(
        RedisSafetyOptions options,
        IDeploymentWatch monitor,
        TimeProvider time,
        ILoggerFactory loggerFactory,
        ILogger logger)
    {
        var builder = new ResiliencePipelineBuilder { Name = RouterTelemetry.Name, TimeProvider = time };
        options.ConfigurePipeline?.Invoke(builder);
        builder.AddRetry(new RetryStrategyOptions
        {
            Name = "Failover",
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = arguments => ValueTask.FromResult(MaySendAgain(arguments)),
            DelayGenerator = arguments => WaitAsync(arguments, options, monitor, time),
            OnRetry = arguments =>
            {
                var recovery = RecoveryOf(arguments.Context);
                var cause = Fault.Of(recovery.LastFault).Cause;
                RouterTelemetry.Retried(cause);
                RouterLog.Retrying(logger, recovery.Operation.Command, cause, recovery.Node?.Name, arguments.AttemptNumber + 1);
                return default;
            },
        });
        builder.ConfigureTelemetry(new TelemetryOptions
        {
            LoggerFactory = loggerFactory,

            // An outage sends every call again: each single one is no warning.
            SeverityProvider = static arguments =>
                arguments.Event.Severity <= ResilienceEventSeverity.Error ? ResilienceEventSeverity.Debug : arguments.Event.Severity,
        });
        return builder.Build();
    }

    private static Recovery RecoveryOf(ResilienceContext context) => context.Properties.GetValue(Recovery.Key, null!);

    private static bool MaySendAgain(RetryPredicateArguments<object> arguments) =>
        arguments.Outcome.Exception is { } fault
        && RecoveryOf(arguments.Context) is { Discards: < DiscardsBorne } recovery
        && Fault.Of(fault).MaySendAgain(recovery.Operation.RetryCategory);

    /// <summary>Waits until something has been learnt that the failed attempt did not know, or for the back-off.</summary>
    private static async ValueTask<TimeSpan?> WaitAsync(
        RetryDelayGeneratorArguments<object> arguments,
        RedisSafetyOptions options,
        IDeploymentWatch monitor,
        TimeProvider time)
    {
        var recovery = RecoveryOf(arguments.Context);
        var stop = arguments.Context.CancellationToken;
        var cause = Fault.Of(recovery.LastFault).Cause;
        recovery.FollowsRedirection = cause == "ask";
        if (recovery.FollowsRedirection)
        {
            return TimeSpan.Zero;
        }

        if (cause == "readonly")
        {
            recovery.Node?.RefusedWrite();
        }

        var changed = monitor.Changed;
        if (monitor.Current.Version != recovery.Version)
        {
            return TimeSpan.Zero;
        }

        monitor.Suspect(recovery.Node, layoutIsOld: cause is "moved" or "clusterdown");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(changed, Task.Delay(Backoff(options, arguments.AttemptNumber), time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return TimeSpan.Zero;
    }

    private static TimeSpan Backoff(RedisSafetyOptions options, int attempt)
    {
        var full = Math.Min(options.BackoffLimit.TotalMilliseconds, options.BackoffBase.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 30)));
#pragma warning disable CA5394 // Nobody gains by guessing a wait.
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }
}
