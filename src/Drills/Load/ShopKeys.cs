namespace RedisSafety.Drills.Load;

/// <summary>
/// The keys of one client in one drill. No other drill uses them: tokens of earlier calls may still be there. They share a hash tag, and
/// so the shard that fails over.
/// </summary>
/// <param name="tag">The hash tag.</param>
/// <param name="run">The name of this drill.</param>
/// <param name="system">The name of the client.</param>
internal sealed class ShopKeys(string tag, string run, string system)
{
    /// <summary>A set with the ids of orders.</summary>
    public string Orders { get; } = $"{{{tag}}}:{run}:{system}:orders";

    /// <summary>A hash with a counter for each call.</summary>
    public string Stock { get; } = $"{{{tag}}}:{run}:{system}:stock";

    /// <summary>A hash with a counter for each call.</summary>
    public string Views { get; } = $"{{{tag}}}:{run}:{system}:views";

    /// <summary>A hash with a field for each write.</summary>
    public string Carts { get; } = $"{{{tag}}}:{run}:{system}:carts";

    /// <summary>A page that exists before the load begins.</summary>
    public string Page { get; } = $"{{{tag}}}:{run}:{system}:page";

    /// <summary>Every key.</summary>
    public IReadOnlyList<string> All => [Orders, Stock, Views, Carts, Page];

    /// <summary>The key that holds what an operation writes.</summary>
    public string Of(ShopOperation operation) => operation switch
    {
        ShopOperation.OrderSave => Orders,
        ShopOperation.StockTake => Stock,
        ShopOperation.ViewCount => Views,
        ShopOperation.PageRead => Page,
        _ => Carts,
    };
}
