using Microsoft.Extensions.Logging;

namespace RedisSafety.Telemetry;

internal static partial class RouterLog
{
    [LoggerMessage(1, LogLevel.Information, "{Node} was {Before} and is {Now}.")]
    public static partial void RoleChanged(ILogger logger, string node, string before, string now, Exception? fault);

    [LoggerMessage(2, LogLevel.Warning, "The primary {Node} is gone; calls wait for the next one.")]
    public static partial void PrimaryLost(ILogger logger, string node);

    [LoggerMessage(3, LogLevel.Warning, "The primary was {Former} and is {Now}; there was none for {Milliseconds} ms.")]
    public static partial void FailedOver(ILogger logger, string former, string now, double milliseconds);

    [LoggerMessage(4, LogLevel.Debug, "{Command} is sent again after {Cause} at {Node}, attempt {Attempt}.")]
    public static partial void Retrying(ILogger logger, string command, string cause, string? node, int attempt);

    [LoggerMessage(5, LogLevel.Debug, "{Command} reads from the primary: {Reason}.")]
    public static partial void ReadFromPrimary(ILogger logger, string command, string reason);

    [LoggerMessage(6, LogLevel.Warning, "The nodes of the deployment could not be listed.")]
    public static partial void LayoutUnreadable(ILogger logger, Exception fault);

    [LoggerMessage(7, LogLevel.Error, "{Command} failed ({Cause}). Before it, {Suppressed} calls that failed for the same cause were not logged.")]
    public static partial void Unavailable(ILogger logger, string command, string cause, long suppressed, Exception fault);

    [LoggerMessage(8, LogLevel.Warning, "The replica {Node} is {Standing}: it is {Milliseconds} ms behind.")]
    public static partial void Lagging(ILogger logger, string node, string standing, double milliseconds);

    [LoggerMessage(9, LogLevel.Warning, "A failover has lost writes of a session, or they cannot be shown to have survived it.")]
    public static partial void LostWrites(ILogger logger);

    [LoggerMessage(10, LogLevel.Warning, "{Node} reports that it is a primary and was not promoted from the data that it had: it gets no calls while the primary can return.")]
    public static partial void NotPromoted(ILogger logger, string node);

    [LoggerMessage(11, LogLevel.Error, "Several nodes report that they are the primary, and nothing shows which of them is right: {Nodes}. Calls for the primary wait until one of them stops.")]
    public static partial void AmbiguousPrimary(ILogger logger, string nodes);

    [LoggerMessage(12, LogLevel.Warning, "The primary is lost, and {Nodes} is not known to have its data: it is accepted if the primary does not return.")]
    public static partial void UnrelatedPrimary(ILogger logger, string nodes);

    [LoggerMessage(13, LogLevel.Warning, "{Node} cannot be used: {Cause}. The same cause is not logged again until the node has answered.")]
    public static partial void NodeUnusable(ILogger logger, string node, string cause, Exception? fault);
}
