using StackExchange.Redis;
using StackExchange.Redis.Availability;

namespace RedisSafety.Calls;

/// <summary>What a failed attempt means for the next one.</summary>
/// <param name="Cause">The word for it in metrics and logs.</param>
/// <param name="IsTransient">Whether another attempt can succeed at all.</param>
/// <param name="NotApplied">Whether the server is known not to have run the command.</param>
internal readonly record struct Fault(string Cause, bool IsTransient, bool NotApplied)
{
    /// <summary>The cause of a transaction that the server discarded.</summary>
    public const string Discarded = "discarded";

    // The bits of CommandFlags that hold the retry category.
    private const CommandFlags CategoryMask = CommandFlags.CommandRetryNever;

    public static Fault Of(Exception exception)
    {
        if (exception is NoNodeException)
        {
            return new("no-node", IsTransient: true, NotApplied: true);
        }

        if (exception is UnsureAnswerException)
        {
            return new("unsure", IsTransient: true, NotApplied: true);
        }

        if (exception is ReplacedPrimaryException)
        {
            return new("replaced", IsTransient: true, NotApplied: false);
        }

        var context = new FaultContext(exception);
        return context.ErrorKind switch
        {
            RedisErrorKind.ConnectionFault => OfConnection(context),
            RedisErrorKind.Timeout => new("timeout", true, context.NotApplied),
            RedisErrorKind.ReadOnly => new("readonly", true, context.NotApplied),
            RedisErrorKind.Loading => new("loading", true, context.NotApplied),
            RedisErrorKind.ClusterDown => new("clusterdown", true, context.NotApplied),
            RedisErrorKind.MasterDown => new("masterdown", true, context.NotApplied),
            RedisErrorKind.TryAgain => new("tryagain", true, context.NotApplied),
            RedisErrorKind.NoReplicas => new("noreplicas", true, context.NotApplied),
            RedisErrorKind.Busy => new("busy", true, context.NotApplied),
            RedisErrorKind.MaxClients => new("maxclients", true, context.NotApplied),
            RedisErrorKind.Moved => new("moved", true, context.NotApplied),
            RedisErrorKind.Ask => new("ask", true, context.NotApplied),
            RedisErrorKind.UnknownRedirectTarget => new("moved", true, context.NotApplied),

            // One of its commands was refused: by a replica, a node without the slot, or for good. The reply does not say which.
            _ when exception is RedisServerException && exception.Message.StartsWith("EXECABORT", StringComparison.Ordinal) =>
                new(Discarded, true, true),

            // Before Redis 7, an error inside a script stands behind where it arose.
            _ when exception is RedisServerException && exception.Message.Contains(": -READONLY ", StringComparison.Ordinal) =>
                new("readonly", true, true),

            // A connection that is being closed answers what waits on it this way.
            _ when exception is ObjectDisposedException => new("connection", true, false),
            _ => new("error", false, false),
        };
    }

    /// <summary>Whether a command of <paramref name="category"/> may be sent once more.</summary>
    public bool MaySendAgain(CommandFlags category)
    {
        if (!IsTransient)
        {
            return false;
        }

        return NotApplied || MayBeRepeated(category);
    }

    /// <summary>Whether a command of <paramref name="category"/> does no harm a second time.</summary>
    public static bool MayBeRepeated(CommandFlags category) =>
        (category & CategoryMask) is not CommandFlags.None and <= CommandFlags.CommandRetryWriteLastWins;

    private static Fault OfConnection(FaultContext context) =>
        new("connection", context.ConnectionFailureType != ConnectionFailureType.ProtocolFailure, context.NotApplied);
}
