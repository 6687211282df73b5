using Storefront.Stores;

namespace Storefront.Morning;

/// <summary>One shopper: signs in, looks at a few pages, fills a cart, and now and then buys.</summary>
internal sealed class Shopper(Shop shop, Ledger ledger, long id, int seed)
{
    private static readonly TimeSpan SessionLength = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan WebhookMemory = TimeSpan.FromDays(2);

    // Seeded, so that two mornings are the same but for what the servers do.
    private readonly Random _random = new(seed);
    private long _visit;

    public async Task VisitAsync(CancellationToken cancellationToken)
    {
        var visit = ++_visit;
        var cartId = (id * 1_000_000) + visit;
        var session = Guid.NewGuid();
        await WriteAsync(shop.Sessions.BeginAsync(session, id, SessionLength, cancellationToken)).ConfigureAwait(false);

        var product = await BrowseAsync(cancellationToken).ConfigureAwait(false);
        var quantity = _random.Next(1, 4);
        var held = await WriteAsync(shop.Carts.AddAsync(cartId, product.Sku, quantity, cancellationToken)).ConfigureAwait(false);

        var cart = await shop.Carts.GetAsync(cartId, cancellationToken).ConfigureAwait(false);
        if (cart.GetValueOrDefault(product.Sku) < held)
        {
            ledger.Stale();
        }

        if (_random.Next(3) == 0 && await shop.Sessions.FindShopperAsync(session, cancellationToken).ConfigureAwait(false) == id)
        {
            await BuyAsync(cartId, product.Sku, quantity, cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync(shop.Sessions.EndAsync(session, cancellationToken)).ConfigureAwait(false);
        ledger.Visited();
    }

    private async Task<Product> BrowseAsync(CancellationToken cancellationToken)
    {
        var found = Catalogue.Products[0];
        for (var page = _random.Next(3, 8); page > 0; page--)
        {
            var wanted = Catalogue.Products[_random.Next(Catalogue.Products.Count)];
            found = await shop.Products.FindAsync(wanted.Id, cancellationToken).ConfigureAwait(false) ?? wanted;
        }

        return found;
    }

    private async Task BuyAsync(long cartId, string sku, int quantity, CancellationToken cancellationToken)
    {
        await WriteAsync(shop.Stock.ReserveAsync(sku, quantity, cancellationToken)).ConfigureAwait(false);
        ledger.Reserve(sku, quantity);
        await WriteAsync(shop.Carts.ClearAsync(cartId, cancellationToken)).ConfigureAwait(false);

        // Shopify tells of the order at least once: here, twice.
        var webhookId = $"orders-create-{cartId}";
        ledger.Ordered();
        await WorkAsync(webhookId, cancellationToken).ConfigureAwait(false);
        await WorkAsync(webhookId, cancellationToken).ConfigureAwait(false);
    }

    private async Task WorkAsync(string webhookId, CancellationToken cancellationToken)
    {
        var claim = Guid.NewGuid();
        var holder = await WriteAsync(shop.Webhooks.ClaimAsync(webhookId, claim, WebhookMemory, cancellationToken)).ConfigureAwait(false);

        // The claim is ours when nobody held it, or when the answer shows our own: the first sending had arrived after all.
        if (holder is null || holder == claim)
        {
            await WriteAsync(shop.Webhooks.CountOrderAsync(cancellationToken)).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(Task write)
    {
        await write.ConfigureAwait(false);
        ledger.Wrote();
    }

    private async Task<T> WriteAsync<T>(Task<T> write)
    {
        var result = await write.ConfigureAwait(false);
        ledger.Wrote();
        return result;
    }
}
