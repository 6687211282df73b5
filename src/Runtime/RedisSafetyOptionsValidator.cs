using Microsoft.Extensions.Options;
using RedisSafety.Nodes;
using RedisSafety.Sessions;

namespace RedisSafety;

/// <summary>Finds everything that is wrong with a set of options at once.</summary>
internal sealed class RedisSafetyOptionsValidator : IValidateOptions<RedisSafetyOptions>
{
    // Beyond a year a token is no token but data.
    private static readonly TimeSpan LongestTokenLifetime = TimeSpan.FromDays(366);

    public static RedisSafetyOptionsValidator Instance { get; } = new();

    public ValidateOptionsResult Validate(string? name, RedisSafetyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> failures = [];
        CheckConfiguration(options, failures);
        CheckPositive(options.CallBudget, nameof(options.CallBudget), failures);
        CheckPositive(options.AttemptTimeout, nameof(options.AttemptTimeout), failures);
        CheckPositive(options.BackoffBase, nameof(options.BackoffBase), failures);
        CheckPositive(options.BackoffLimit, nameof(options.BackoffLimit), failures);
        CheckPositive(options.MonitorInterval, nameof(options.MonitorInterval), failures);
        CheckPositive(options.FailoverMonitorInterval, nameof(options.FailoverMonitorInterval), failures);
        CheckPositive(options.MonitorTimeout, nameof(options.MonitorTimeout), failures);
        CheckPositive(options.NodeConnectTimeout, nameof(options.NodeConnectTimeout), failures);
        CheckPositive(options.ConnectTimeLimit, nameof(options.ConnectTimeLimit), failures);
        if (options.OnceTokenLifetime <= TimeSpan.Zero || options.OnceTokenLifetime > LongestTokenLifetime)
        {
            failures.Add(
                $"{nameof(options.OnceTokenLifetime)} must be longer than zero and at most {LongestTokenLifetime.TotalDays} days, and is {options.OnceTokenLifetime}.");
        }

        CheckPositive(options.ReplicaLagLimit, nameof(options.ReplicaLagLimit), failures);
        if (options.MaxStaleness is { } staleness)
        {
            CheckPositive(staleness, nameof(options.MaxStaleness), failures);
        }

        if (options.ReplicaWait < TimeSpan.Zero)
        {
            failures.Add($"{nameof(options.ReplicaWait)} must not be negative, and is {options.ReplicaWait}.");
        }

        if (options.SessionKeys.Any(static key => key is null || key.Length < SessionTokenCodec.ShortestKey))
        {
            failures.Add($"Each of {nameof(options.SessionKeys)} must have at least {SessionTokenCodec.ShortestKey} bytes.");
        }

        if (options.HeldCallsLimit < 1)
        {
            failures.Add($"{nameof(options.HeldCallsLimit)} must be at least 1, and is {options.HeldCallsLimit}.");
        }

        if (options.BackoffBase > options.BackoffLimit)
        {
            failures.Add($"{nameof(options.BackoffBase)} ({options.BackoffBase}) is longer than {nameof(options.BackoffLimit)} ({options.BackoffLimit}).");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <exception cref="OptionsValidationException">Something is wrong; the exception names all of it.</exception>
    public static void ThrowIfInvalid(RedisSafetyOptions options)
    {
        var result = Instance.Validate(Options.DefaultName, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(RedisSafetyOptions), result.Failures);
        }
    }

    private static void CheckConfiguration(RedisSafetyOptions options, List<string> failures)
    {
        if (string.IsNullOrWhiteSpace(options.Configuration) && options.ConfigureConnection is null)
        {
            failures.Add($"{nameof(options.Configuration)} is empty and names no endpoint. Expected host:port,host:port,…");
            return;
        }

        try
        {
            var parsed = NodeConfiguration.Parse(options);
            if (parsed.EndPoints.Count == 0)
            {
                failures.Add($"{nameof(options.Configuration)} names no endpoint. Expected host:port,host:port,…");
            }
        }
        catch (ArgumentException unreadable)
        {
            failures.Add($"{nameof(options.Configuration)} cannot be read: {unreadable.Message}");
        }
        catch (FormatException unreadable)
        {
            failures.Add($"{nameof(options.Configuration)} cannot be read: {unreadable.Message}");
        }
    }

    private static void CheckPositive(TimeSpan value, string name, List<string> failures)
    {
        // A timer takes no longer delay than this.
        if (value <= TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue)
        {
            failures.Add($"{name} must be longer than zero and at most {int.MaxValue} ms, and is {value}.");
        }
    }
}
