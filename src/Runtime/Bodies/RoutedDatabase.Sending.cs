using System.Runtime.CompilerServices;
using RedisSafety.Nodes;
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
        RepeatedEffect effect,
        CommandFlags own,
        RedisKey[] keys,
        TState state,
        Func<IDatabaseAsync, TState, CommandFlags, Task<TReply>> send)
    {
        if ((own & CategoryMask) != CommandFlags.None)
        {
            // The caller knows better.
            effect = new RepeatedEffect(own & CategoryMask);
        }
        else if (effect.ReplyDiffers && (promise.AllowsRepeatedReply || (own & CommandFlags.FireAndForget) != CommandFlags.None))
        {
            effect = new RepeatedEffect(effect.Category);
        }

        return router.ExecuteAsync(
            Operation<TState, TReply>(command, effect.Category == CommandFlags.CommandRetryReadOnly ? route : RedisRoute.Primary, effect, keys),
            new(state, own & ~(RoutingFlags | CategoryMask), send),
            cancellationToken);
    }

    private RedisOperation<Call<TState, TReply>, TReply, TReply> Operation<TState, TReply>(
        string command, RedisRoute to, RepeatedEffect effect, RedisKey[] keys) => new(
            command,
            to,
            effect.ReplyDiffers ? CommandFlags.CommandRetryWriteAccumulating : effect.Category,
            static (database, call, flags) => call.Send(database, call.State, flags | call.Kept),
            static (reply, _) => reply)
        {
            ReplyMatters = effect.ReplyDiffers,
            Key = keys.Length > 0 ? _ => keys[0] : null,
            Keys = keys.Length > 1 ? _ => keys : null,
            Consistency = promise.Consistency,
            MaxStaleness = promise.MaxStaleness,
            ReplicaWait = promise.ReplicaWait,
        };

    /// <summary>
    /// Sends a command by its name. The command table knows its keys and whether it only reads; a command that the table does not know
    /// reads if the method says so, and has the keys that are passed as <see cref="RedisKey"/>.
    /// </summary>
    private Task<RedisResult> ExecuteAsync(string command, ICollection<object> arguments, CommandFlags flags)
    {
        var tokens = RawCommand.Tokens(command, arguments);
        if (command.Equals(NodeConfiguration.ClusterAlias, StringComparison.OrdinalIgnoreCase))
        {
            throw NotHere("SENTINEL is a command of Sentinels, and a routed call goes to a data node", "a connection to a Sentinel");
        }

        var known = RawCommand.Find(tokens);
        known?.ThrowIfRefused(tokens);
        var isRead = known?.IsReadOnly ?? route == RedisRoute.Replica;
        return SendAsync(
            known?.Name ?? command,
            isRead ? RepeatedEffect.ReadOnly : RepeatedEffect.WriteAccumulating,
            flags,
            known?.KeysOf(tokens, arguments) ?? [.. arguments.OfType<RedisKey>()],
            (Name: NodeConfiguration.NameOf(command), arguments),
            static (database, call, flags) => database.ExecuteAsync(call.Name, call.arguments, flags));
    }

    /// <summary>
    /// An enumeration stays on one node, as a cursor means nothing to another. A fault in the middle of it reaches the caller, who
    /// knows if it should begin again. After a new connection, which may lead to another process, it is made again by itself.
    /// </summary>
    private async IAsyncEnumerable<T> ScanAsync<T>(
        Func<IDatabaseAsync, CommandFlags, IAsyncEnumerable<T>> scan,
        CommandFlags own,
        string command,
        RedisKey key,
        [EnumeratorCancellation] CancellationToken enumeration = default)
    {
        var operation = Operation<int, (IDatabaseAsync Node, CommandFlags Flags)>(command, route, RepeatedEffect.ReadOnly, [key]);
        operation = Operation<int, (IDatabaseAsync Node, CommandFlags Flags)>(command, RedisRouter.RouteOfEnumeration(router, operation), RepeatedEffect.ReadOnly, [key]);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(enumeration, cancellationToken);
        ScanPlace place;
        do
        {
            var (node, flags) = await router.ExecuteAsync(
                operation,
                new(0, own & ~(RoutingFlags | CategoryMask), static (database, _, flags) => Task.FromResult((database, flags))),
                cancellationToken).ConfigureAwait(false);
            place = ScanPlace.Of(node);
            await foreach (var item in scan(node, flags).WithCancellation(ending.Token).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        while (!place.IsSame);
    }
}
