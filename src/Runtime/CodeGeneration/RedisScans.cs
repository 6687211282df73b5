using System.ComponentModel;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>Runs enumerations by cursor. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RedisScans
{
    /// <summary>The elements, page after page; of a Cluster's keys, shard after shard.</summary>
    /// <param name="router">Sends each page's command, again where that is needed.</param>
    /// <param name="operation">A page.</param>
    /// <param name="scan">What is enumerated; used for one enumeration.</param>
    /// <param name="given">The method's own token, beside that of the enumeration.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public static async IAsyncEnumerable<T> EnumerateAsync<T>(
        IRedisRouter router,
        RedisOperation<RedisScan, RedisResult, T[]> operation,
        RedisScan scan,
        CancellationToken given = default,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Route != RedisRouter.RouteOfEnumeration(router, operation))
        {
            operation = new(operation.Command, RedisRoute.Primary, operation.RetryCategory, operation.Send, operation.Read) { Key = operation.Key };
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(given, cancellationToken);
        var parts = await ScanParts.OfAsync(router, scan, ending.Token).ConfigureAwait(false);
        while (true)
        {
            foreach (var part in parts.Keys)
            {
                // Each enumeration of the result begins at the beginning.
                var pages = scan.ForShardOf(part);
                do
                {
                    foreach (var item in await router.ExecuteAsync(operation, pages, ending.Token).ConfigureAwait(false))
                    {
                        yield return item;
                    }
                }
                while (!pages.IsAtEnd);
            }

            if (parts.Layout.Length == 0)
            {
                yield break;
            }

            // A slot that was moved to a node that had been enumerated before took its keys along.
            var layout = parts.Layout;
            parts = await ScanParts.OfAsync(router, scan, ending.Token).ConfigureAwait(false);
            if (parts.Layout == layout)
            {
                yield break;
            }
        }
    }
}
