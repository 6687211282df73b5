using System.Diagnostics;
using Microsoft.Extensions.Caching.Distributed;

namespace Storefront.Morning;

/// <summary>
/// Pages in Microsoft's <see cref="IDistributedCache"/>, whose connection the guard repairs. It does not repeat calls: those that meet the
/// failover fail, and the page is made without the cache.
/// </summary>
internal sealed class PageCache(IDistributedCache cache)
{
    private static readonly byte[] Page = "<h1>Apples</h1>"u8.ToArray();
    private static readonly DistributedCacheEntryOptions Expiry = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) };

    public int Stored { get; private set; }

    public int Failed { get; private set; }

    /// <summary>The longest time in which no page was stored.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>Stores pages until it is cancelled.</summary>
    public async Task KeepStoringAsync(CancellationToken cancellationToken)
    {
        // The first call connects.
        await cache.SetAsync("page:0", Page, Expiry, cancellationToken).ConfigureAwait(false);
        var last = Stopwatch.GetTimestamp();
        for (var page = 1; !cancellationToken.IsCancellationRequested; page++)
        {
            try
            {
                await cache.SetAsync($"page:{page % 100}", Page, Expiry, CancellationToken.None).ConfigureAwait(false);
                var (now, gap) = (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(last));
                last = now;
                LongestGap = gap > LongestGap ? gap : LongestGap;
                Stored++;
            }
#pragma warning disable CA1031 // A cache that is away costs time, and no order.
            catch (Exception)
#pragma warning restore CA1031
            {
                Failed++;
            }

            await Task.Delay(5, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
