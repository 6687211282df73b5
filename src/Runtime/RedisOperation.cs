using StackExchange.Redis;

namespace RedisSafety;

/// <summary>The description of a call that the router needs before it sends the call: one object a call site, made once.</summary>
public abstract class RedisOperation
{
    // A transaction is named after its commands: "INCR + EVAL".
    private static readonly string[] Scripts = ["EVAL", "EVALSHA", "FCALL"];

    private protected RedisOperation(string command, RedisRoute route, CommandFlags retryCategory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        Command = command;
        Route = route;
        RetryCategory = retryCategory;
        RunsScript = IsScript(command)
            || (command.Contains(" + ", StringComparison.Ordinal) && Array.Exists(command.Split(" + "), IsScript));

        // A message that is published changes no key; everything else that is not known to read only may.
        ChangesData = route == RedisRoute.Primary && (retryCategory & CommandFlags.CommandRetryNever) != CommandFlags.CommandRetryReadOnly
            && command is not ("PUBLISH" or "SPUBLISH");
    }

    /// <summary>The command's name, its subcommand included: <c>HINCRBY</c>, <c>XGROUP CREATE</c>.</summary>
    public string Command { get; }

    /// <summary>The node that the call is meant for.</summary>
    public RedisRoute Route { get; }

    /// <summary>
    /// One of StackExchange.Redis's <c>CommandFlags.CommandRetry…</c> values: what a second sending would do where the first
    /// may have been applied.
    /// </summary>
    public CommandFlags RetryCategory { get; }

    /// <summary>
    /// How old the answer of a replica may be; <see langword="null"/> for the router's default. It has no meaning for a call that is
    /// meant for the primary, and neither have the following.
    /// </summary>
    public ReadConsistency? Consistency { get; init; }

    /// <summary>The longest time by which the answer may be behind the primary; <see langword="null"/> for the router's default.</summary>
    public TimeSpan? MaxStaleness { get; init; }

    /// <summary>How long the call may wait for a replica that is behind; <see langword="null"/> for the router's default.</summary>
    public TimeSpan? ReplicaWait { get; init; }

    /// <summary>
    /// The data would bear a second attempt, but its reply could be another one, and somebody uses the reply. The category is then
    /// <see cref="CommandFlags.CommandRetryWriteAccumulating"/>: the call is not repeated where it may have been applied.
    /// </summary>
    public bool ReplyMatters { get; init; }

    /// <summary>The reason why a call that may have been applied is not repeated, with the ways out.</summary>
    internal string InDoubt => ReplyMatters
        ? "it may have been applied, and a second attempt could then get another reply, such as 0 in place of 1; "
            + "to have it repeated, return Task, which ignores the reply, name a token by OncePer, or set AllowRepeatedReply"
        : "it may have been applied, and a second time would change the data again; to have it repeated, name a token by OncePer";

    /// <summary>
    /// Whether the call runs a script that may write, or a function. Such a script can end with any error after it has written, so that
    /// the error proves nothing. <see langword="true"/> by default for <c>EVAL</c>, <c>EVALSHA</c> and <c>FCALL</c>, alone or in a transaction.
    /// </summary>
    public bool RunsScript { get; init; }

    /// <summary>Whether a key may have another value after the call than before.</summary>
    internal bool ChangesData { get; }

    /// <summary>Whether sending the call has an effect on the server, or on its subscribers.</summary>
    internal bool HasEffect =>
        Route == RedisRoute.Primary && (RetryCategory & CommandFlags.CommandRetryNever) != CommandFlags.CommandRetryReadOnly;

    /// <summary>Whether the command has more than one key.</summary>
    internal abstract bool HasSeveralKeys { get; }

    /// <inheritdoc/>
    public override string ToString() => Command;

    private static bool IsScript(string command) =>
        Array.Exists(Scripts, script => script.Equals(command, StringComparison.OrdinalIgnoreCase));
}
