using Storefront.Stores;

namespace Storefront.Morning;

/// <summary>What the shop sells.</summary>
internal static class Catalogue
{
    /// <summary>How many of each product are on the shelf when the shop opens.</summary>
    public const long Shelf = 1_000_000;

    public static IReadOnlyList<Product> Products { get; } =
        [.. Enumerable.Range(1, 40).Select(number => new Product(number, $"SKU-{number:000}", $"Product {number}", 4.90m + number))];

    /// <summary>Puts the catalogue and the stock into Redis.</summary>
    public static async Task LoadAsync(Shop shop, CancellationToken cancellationToken)
    {
        foreach (var product in Products)
        {
            await shop.Products.SaveAsync(product, TimeSpan.FromHours(1), cancellationToken).ConfigureAwait(false);
            await shop.Stock.CountAsync(product.Sku, Shelf, cancellationToken).ConfigureAwait(false);
        }
    }
}
