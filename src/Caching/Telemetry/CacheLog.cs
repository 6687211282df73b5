using Microsoft.Extensions.Logging;

namespace RedisSafety.Telemetry;

internal static partial class CacheLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Command} was not answered; the cache acts as if it were empty.")]
    public static partial void Missed(ILogger logger, string command, Exception fault);

    [LoggerMessage(2, LogLevel.Debug, "An entry that was read was not prolonged.")]
    public static partial void NotProlonged(ILogger logger, Exception fault);
}
