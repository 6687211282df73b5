using System.Collections.Concurrent;
using System.Net;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>
/// Follows the redirection of a slot that is being moved, which takes minutes for a large slot: the keys that have gone already, and all
/// new ones, are at the node that the slot is moved to. StackExchange.Redis cannot follow it, as each of the router's connections knows
/// one node.
/// </summary>
/// <param name="watch">The topology.</param>
/// <param name="time">The clock.</param>
internal sealed class SlotRedirection(IDeploymentWatch watch, TimeProvider time)
{
    // More slots than that are not moved at a time.
    private const int MostKnown = 1024;

    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(DeploymentNode Source, int Slot), (DeploymentNode Target, long At)> _known = new();

    /// <summary>Finds the node that a slot is being moved to.</summary>
    /// <param name="source">The node that redirected the call.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>The node; <see langword="null"/> if the slot is not being moved any more, or the source does not say.</returns>
    public async ValueTask<DeploymentNode?> FindAsync(DeploymentNode source, int slot)
    {
        if (_known.TryGetValue((source, slot), out var known) && time.GetElapsedTime(known.At) < KnownFor)
        {
            return known.Target;
        }

        IReadOnlyList<EndPoint> addresses;
        try
        {
            addresses = await source.FindTargetAsync(slot).ConfigureAwait(false);
        }
        catch (Exception silent) when (silent is RedisException or TimeoutException or ObjectDisposedException)
        {
            return null;
        }

        if (addresses.Count == 0)
        {
            return null;
        }

        // The deployment knows its nodes either by address or by name.
        var names = addresses.Select(NodeName.Of).ToArray();
        var target = watch.Nodes.FirstOrDefault(node => Array.IndexOf(names, node.Name) >= 0)
            ?? watch.Watch(source.EndPoint is DnsEndPoint ? addresses[^1] : addresses[0]);
        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        _known[(source, slot)] = (target, time.GetTimestamp());
        return target;
    }

    /// <summary>Sends a call to the node that its slot is being moved to.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="state">Its arguments.</param>
    /// <param name="target">The node.</param>
    /// <param name="flags">The flags that it is sent with.</param>
    public static async ValueTask<Task<TReply>> SendAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation, TState state, DeploymentNode target, CommandFlags flags)
    {
        var database = await target.OpenForRedirectionsAsync().ConfigureAwait(false);
        lock (database)
        {
            _ = database.ExecuteAsync("ASKING", [], CommandFlags.FireAndForget);
            return operation.Send(database, state, flags);
        }
    }
}
