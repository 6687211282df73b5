using Storefront.Stores;

namespace Storefront.Morning;

/// <summary>The stores of the shop, as one thing to hand around.</summary>
internal sealed record Shop(CartStore Carts, ProductStore Products, SessionStore Sessions, StockStore Stock, WebhookStore Webhooks);
