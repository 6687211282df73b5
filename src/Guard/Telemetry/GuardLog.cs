using Microsoft.Extensions.Logging;

namespace RedisSafety.Telemetry;

internal static partial class GuardLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Connection}: repair started after {Cause}: {State}.")]
    public static partial void Started(ILogger logger, string connection, string cause, string state);

    [LoggerMessage(2, LogLevel.Warning, "{Connection}: repaired after {Milliseconds:F0} ms and {Rounds} rounds; the cause was {Cause}.")]
    public static partial void Repaired(ILogger logger, string connection, double milliseconds, int rounds, string cause);

    [LoggerMessage(3, LogLevel.Error, "{Connection}: no repair within {Seconds:F0} s: {State}. The next fault starts another one.")]
    public static partial void GaveUp(ILogger logger, string connection, double seconds, string state);

    [LoggerMessage(4, LogLevel.Debug, "{Connection}: round {Round}: {State}; {Step}.")]
    public static partial void Round(ILogger logger, string connection, int round, string state, string step);

    [LoggerMessage(5, LogLevel.Debug, "{Connection}: a round failed.")]
    public static partial void RoundFailed(ILogger logger, string connection, Exception fault);
}
