using StackExchange.Redis;

namespace RedisSafety;

/// <summary>What a router needs to know of a call before it sends it: one object a call site, made once.</summary>
public abstract class RedisOperation
{
    private protected RedisOperation(string command, RedisRoute route, CommandFlags retryCategory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        Command = command;
        Route = route;
        RetryCategory = retryCategory;
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

    /// <summary>How old the answer of a replica may be. It has no meaning for a call that is meant for the primary.</summary>
    public ReadConsistency Consistency { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Command;
}
