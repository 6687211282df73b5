using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RedisSafety.Bodies;

/// <content>How each call is sent.</content>
internal sealed partial class RoutedDatabase
{
    private const CommandFlags CategoryMask = CommandFlags.CommandRetryNever;

    // The router's to decide.
    private const CommandFlags RoutingFlags = CommandFlags.DemandMaster | CommandFlags.PreferReplica | CommandFlags.DemandReplica | CommandFlags.NoRedirect;

    private readonly record struct Call<TState, TReply>(TState State, CommandFlags Kept, Func<IDatabaseAsync, TState, CommandFlags, Task<TReply>> Send);

    private static async Task<bool> Done(Task sending)
    {
        await sending.ConfigureAwait(false);
        return true;
    }

    private static IEnumerable<RedisKey> Optional(RedisKey? key) => key is { } present ? [present] : [];

    private static IEnumerable<RedisKey> KeysOf(KeyValuePair<RedisKey, RedisValue>[]? pairs) => pairs?.Select(static pair => pair.Key) ?? [];

    private static IEnumerable<RedisKey> KeysOf(StreamPosition[]? positions) => positions?.Select(static position => position.Key) ?? [];

    private static NotSupportedException NotHere(string why, string instead) => new($"{why}: use {instead}.");

    private static NotSupportedException Blocking() => NotHere("Blocking a thread on a call starves the pool during a failover", "await");

    private Task<TReply> SendAsync<TState, TReply>(
        string command,
        CommandFlags category,
        CommandFlags own,
        RedisKey[] keys,
        TState state,
        Func<IDatabaseAsync, TState, CommandFlags, Task<TReply>> send)
    {
        if ((own & CategoryMask) != CommandFlags.None)
        {
            category = own & CategoryMask;
        }

        return router.ExecuteAsync(
            Operation<TState, TReply>(command, category == CommandFlags.CommandRetryReadOnly ? route : RedisRoute.Primary, category, keys),
            new(state, own & ~(RoutingFlags | CategoryMask), send),
            cancellationToken);
    }

    private RedisOperation<Call<TState, TReply>, TReply, TReply> Operation<TState, TReply>(
        string command, RedisRoute to, CommandFlags category, RedisKey[] keys) => new(
            command,
            to,
            category,
            static (database, call, flags) => call.Send(database, call.State, flags | call.Kept),
            static (reply, _) => reply)
        {
            Key = keys.Length > 0 ? _ => keys[0] : null,
            Keys = keys.Length > 1 ? _ => keys : null,
            Consistency = promise.Consistency,
            MaxStaleness = promise.MaxStaleness,
            ReplicaWait = promise.ReplicaWait,
        };

    /// <summary>A command by its name: what a second sending does is not known, unless the method says that it only reads.</summary>
    private Task<RedisResult> ExecuteAsync(string command, ICollection<object> arguments, CommandFlags flags) => SendAsync(
        command,
        route == RedisRoute.Replica ? CommandFlags.CommandRetryReadOnly : CommandFlags.CommandRetryWriteAccumulating,
        flags,
        [.. arguments.OfType<RedisKey>()],
        (command, arguments),
        static (database, call, flags) => database.ExecuteAsync(call.command, call.arguments, flags));

    /// <summary>
    /// An enumeration stays on one node, as a cursor means nothing to another. A fault in the middle of it reaches the caller, who
    /// knows whether to begin again.
    /// </summary>
    private async IAsyncEnumerable<T> ScanAsync<T>(
        Func<IDatabaseAsync, CommandFlags, IAsyncEnumerable<T>> scan,
        CommandFlags own,
        string command,
        RedisKey key,
        [EnumeratorCancellation] CancellationToken enumeration = default)
    {
        const CommandFlags Category = CommandFlags.CommandRetryReadOnly;
        var operation = Operation<int, (IDatabaseAsync Node, CommandFlags Flags)>(command, route, Category, [key]);
        operation = Operation<int, (IDatabaseAsync Node, CommandFlags Flags)>(command, RedisRouter.RouteOfEnumeration(router, operation), Category, [key]);
        var (node, flags) = await router.ExecuteAsync(
            operation,
            new(0, own & ~(RoutingFlags | CategoryMask), static (database, _, flags) => Task.FromResult((database, flags))),
            cancellationToken).ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(enumeration, cancellationToken);
        await foreach (var item in scan(node, flags).WithCancellation(ending.Token).ConfigureAwait(false))
        {
            yield return item;
        }
    }
}
