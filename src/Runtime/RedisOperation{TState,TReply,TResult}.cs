using StackExchange.Redis;

namespace RedisSafety;

/// <summary>A call whose arguments travel in a state, so that neither sending nor sending again captures anything.</summary>
/// <typeparam name="TState">The arguments of one call; a struct costs no allocation.</typeparam>
/// <typeparam name="TReply">What StackExchange.Redis answers.</typeparam>
/// <typeparam name="TResult">What the caller gets.</typeparam>
public sealed class RedisOperation<TState, TReply, TResult> : RedisOperation
{
    /// <summary>Describes a call.</summary>
    /// <param name="command">The command's name, its subcommand included.</param>
    /// <param name="route">The node that the call is meant for.</param>
    /// <param name="retryCategory">One of the <c>CommandFlags.CommandRetry…</c> values.</param>
    /// <param name="send">
    /// Sends the command once on the database it is given, with the flags it is given. It may be called several times for one
    /// call, and keeps nothing between.
    /// </param>
    /// <param name="read">Makes the caller's result of a reply. What it throws reaches the caller and is never retried.</param>
    public RedisOperation(
        string command,
        RedisRoute route,
        CommandFlags retryCategory,
        Func<IDatabaseAsync, TState, CommandFlags, Task<TReply>> send,
        Func<TReply, TState, TResult> read)
        : base(command, route, retryCategory)
    {
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(read);
        Send = send;
        Read = read;
    }

    /// <summary>Sends the command once.</summary>
    public Func<IDatabaseAsync, TState, CommandFlags, Task<TReply>> Send { get; }

    /// <summary>Makes the caller's result of a reply.</summary>
    public Func<TReply, TState, TResult> Read { get; }

    /// <summary>The first key of the command, which decides its slot; <see langword="null"/> where the command has no key.</summary>
    public Func<TState, RedisKey>? Key { get; init; }

    /// <summary>Every key of a command with several; <see langword="null"/> where <see cref="Key"/> is the only one.</summary>
    public Func<TState, RedisKey[]>? Keys { get; init; }

    internal override bool HasSeveralKeys => Keys is not null;
}
