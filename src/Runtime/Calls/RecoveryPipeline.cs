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
    public static ResiliencePipeline Build(
        RedisSafetyOptions options,
        IDeploymentWatch watch,
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
            ShouldHandle = static arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is not null && RecoveryOf(arguments.Context).Decision.SendsAgain),
            DelayGenerator = arguments => WaitAsync(arguments, options, watch, time),
            OnRetry = arguments =>
            {
                var recovery = RecoveryOf(arguments.Context);
                var cause = recovery.Decision.Fault.Cause;
                RouterTelemetry.Retried(cause);
                RouterLog.Retrying(logger, recovery.Operation.Command, Labels.Of(cause), recovery.Node?.Name, arguments.AttemptNumber + 1);
                return default;
            },
        });
        builder.ConfigureTelemetry(new TelemetryOptions
        {
            LoggerFactory = loggerFactory,

            // An outage sends every call again: a single one is no warning.
            SeverityProvider = static arguments =>
                arguments.Event.Severity <= ResilienceEventSeverity.Error ? ResilienceEventSeverity.Debug : arguments.Event.Severity,
        });
        return builder.Build();
    }

    private static Recovery RecoveryOf(ResilienceContext context) => context.Properties.GetValue(Recovery.Key, null!);

    /// <summary>Waits until something has been learnt that the failed attempt did not know, or for the back-off.</summary>
    private static async ValueTask<TimeSpan?> WaitAsync(
        RetryDelayGeneratorArguments<object> arguments,
        RedisSafetyOptions options,
        IDeploymentWatch watch,
        TimeProvider time)
    {
        var recovery = RecoveryOf(arguments.Context);
        var decision = recovery.Decision;
        if (decision.IsRefusedWrite)
        {
            recovery.Node?.RefusedWrite();
        }

        var changed = watch.Changed;
        if (decision.Step != CallStep.SendAgain || watch.Current.Version != recovery.Version)
        {
            return TimeSpan.Zero;
        }

        watch.Suspect(recovery.Node, decision.LayoutIsOld);
        var stop = arguments.Context.CancellationToken;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(changed, Task.Delay(Backoff(options, arguments.AttemptNumber), time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return TimeSpan.Zero;
    }

    private static TimeSpan Backoff(RedisSafetyOptions options, int attempt)
    {
        var full = Math.Min(options.BackoffLimit.TotalMilliseconds, options.BackoffBase.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 30)));
#pragma warning disable CA5394 // A predictable wait does no harm.
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }
}
