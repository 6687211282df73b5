using System.ComponentModel;
using RedisSafety.Bodies;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>What a method with a body of its own is given. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RedisBodies
{
    /// <summary>
    /// A database on which every call is routed and retried by itself. Reads go where the method says, writes to the primary. What has
    /// no meaning there (a transaction in parts, blocking, the multiplexer) throws <see cref="NotSupportedException"/> and names what
    /// to use.
    /// </summary>
    /// <param name="router">Sends the calls.</param>
    /// <param name="route">Where reads go.</param>
    /// <param name="consistency">How old the answer of a replica may be; null for the router's default.</param>
    /// <param name="maxStaleness">The longest time by which it may be behind the primary; null for the router's default.</param>
    /// <param name="replicaWait">How long a read may wait for a replica that is behind; null for the router's default.</param>
    /// <param name="allowRepeatedReply">See <see cref="PrimaryAttribute.AllowRepeatedReply"/>.</param>
    /// <param name="cancellationToken">Ends the waiting of every call.</param>
    public static IDatabaseAsync Database(
        IRedisRouter router,
        RedisRoute route,
        ReadConsistency? consistency = null,
        TimeSpan? maxStaleness = null,
        TimeSpan? replicaWait = null,
        bool allowRepeatedReply = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(router);
        return new RoutedDatabase(router, route, new BodyPromise(consistency, maxStaleness, replicaWait, allowRepeatedReply), cancellationToken);
    }
}
