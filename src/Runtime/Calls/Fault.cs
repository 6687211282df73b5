using StackExchange.Redis;
using StackExchange.Redis.Availability;

namespace RedisSafety.Calls;

/// <summary>The meaning of a failed attempt.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="IsTransient">Whether another attempt can succeed at all.</param>
/// <param name="NotApplied">Whether the server is known not to have run the command.</param>
internal readonly record struct Fault(FaultCause Cause, bool IsTransient, bool NotApplied)
{
    // The bits of CommandFlags that hold the retry category.
    private const CommandFlags CategoryMask = CommandFlags.CommandRetryNever;

    /// <summary>Classifies the exception of an attempt.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="runsScript">
    /// Whether the attempt ran a script that may write. A script can make up every error, after it has written: none shows that it was refused.
    /// </param>
    /// <param name="isConnected">Whether the attempt's connection is usable, so that an exception about a disposed object is the user's own.</param>
    public static Fault Of(Exception exception, bool runsScript = false, bool isConnected = false)
    {
        switch (exception)
        {
            case NoNodeException:
                return new(FaultCause.NoNode, true, NotApplied: true);
            case UnsureAnswerException or MissingKeyException:
                return new(FaultCause.Unsure, true, NotApplied: true);
            case ReplacedPrimaryException:
                return new(FaultCause.Replaced, true, NotApplied: false);
            case AttemptTimeoutException:
                return new(FaultCause.Timeout, true, NotApplied: false);
            case ConfirmedRefusalException confirmed:
                return new(confirmed.Cause, true, NotApplied: true);

            // StackExchange.Redis hides the server's ASK behind this when it does not follow it.
            case RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } when IsUnfollowedRedirection(exception):
                return new(FaultCause.Ask, true, NotApplied: !runsScript);

            // A connection that is being closed ends what waits on it this way.
            case ObjectDisposedException when !isConnected:
                return new(FaultCause.Connection, true, NotApplied: false);
        }

        var context = new FaultContext(exception);
        var notApplied = context.NotApplied && !(runsScript && exception is RedisServerException);
        return context.ErrorKind switch
        {
            // A protocol failure included: only a server that has reported its role gets calls, so that a torn connection is the cause.
            RedisErrorKind.ConnectionFault => new(FaultCause.Connection, true, notApplied),
            RedisErrorKind.Timeout => new(FaultCause.Timeout, true, notApplied),
            RedisErrorKind.ReadOnly => new(FaultCause.ReadOnly, true, notApplied),
            RedisErrorKind.Loading => new(FaultCause.Loading, true, notApplied),
            RedisErrorKind.ClusterDown => new(FaultCause.ClusterDown, true, notApplied),
            RedisErrorKind.MasterDown => new(FaultCause.PrimaryDown, true, notApplied),
            RedisErrorKind.TryAgain => new(FaultCause.TryAgain, true, notApplied),
            RedisErrorKind.NoReplicas => new(FaultCause.NoReplicas, true, notApplied),
            RedisErrorKind.Busy => new(FaultCause.Busy, true, notApplied),
            RedisErrorKind.MaxClients => new(FaultCause.MaxClients, true, notApplied),
            RedisErrorKind.Moved or RedisErrorKind.UnknownRedirectTarget => new(FaultCause.Moved, true, notApplied),
            RedisErrorKind.Ask => new(FaultCause.Ask, true, notApplied),

            // One of its commands was refused: by a replica, a node without the slot, or for good. The reply does not say which.
            _ when IsServerError(exception, "EXECABORT") => new(FaultCause.Discarded, true, !runsScript),

            // Before Redis 7, an error inside a script stands behind where it arose.
            _ when exception is RedisServerException && exception.Message.Contains(": -READONLY ", StringComparison.Ordinal) =>
                new(FaultCause.ReadOnly, true, NotApplied: false),

            // A connection that was torn while it was written to, for example, which has no kind of its own.
            _ when exception is RedisConnectionException => new(FaultCause.Connection, true, NotApplied: false),
            _ => new(FaultCause.Other, false, false),
        };
    }

    /// <summary>Whether a command of <paramref name="category"/> does no harm a second time.</summary>
    public static bool MayBeRepeated(CommandFlags category) =>
        (category & CategoryMask) is not CommandFlags.None and <= CommandFlags.CommandRetryWriteLastWins;

    private static bool IsUnfollowedRedirection(Exception exception) =>
        exception.Message.StartsWith("Endpoint ", StringComparison.Ordinal)
        && exception.Message.Contains("is not reachable at this point of time", StringComparison.Ordinal);

    private static bool IsServerError(Exception exception, string code) =>
        exception is RedisServerException && exception.Message.StartsWith(code, StringComparison.Ordinal);
}
