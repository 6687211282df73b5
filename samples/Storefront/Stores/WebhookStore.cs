using RedisSafety;

namespace Storefront.Stores;

/// <summary>
/// Which of Shopify's webhooks have been worked on. Shopify delivers each at least once, so the id decides, and the claim's own
/// value tells a claim that was repeated after a fault from one that somebody else holds.
/// </summary>
public sealed partial class WebhookStore(IRedisRouter redis)
{
    /// <summary>Claims a webhook, and gives the claim that holds it when it was claimed before.</summary>
    [Primary("SET webhook:{webhookId} {claim} NX GET EX {timeToLive}")]
    public partial Task<Guid?> ClaimAsync(
        string webhookId, Guid claim, TimeSpan timeToLive, CancellationToken cancellationToken = default);

    /// <summary>Counts an order that was worked on.</summary>
    [Primary("INCR orders:worked")]
    public partial Task<long> CountOrderAsync(CancellationToken cancellationToken = default);

    [Primary("GET orders:worked")]
    public partial Task<long?> CountedOrdersAsync(CancellationToken cancellationToken = default);
}
