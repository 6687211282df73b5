namespace RedisSafety.Drills.Load;

/// <summary>The keys of one client in one drill. One hash tag: in a cluster, all of them are in the shard that fails over.</summary>
internal sealed class ShopKeys(string tag, string system)
{
    /// <summary>A set with the ids of orders.</summary>
    public string Orders { get; } = $"{{{tag}}}:{system}:orders";

    /// <summary>A hash with a counter for each call.</summary>
    public string Stock { get; } = $"{{{tag}}}:{system}:stock";

    /// <summary>A hash with a counter for each call.</summary>
    public string Views { get; } = $"{{{tag}}}:{system}:views";

    /// <summary>A hash with a field for each write.</summary>
    public string Carts { get; } = $"{{{tag}}}:{system}:carts";

    /// <summary>A page that exists before the load begins.</summary>
    public string Page { get; } = $"{{{tag}}}:{system}:page";

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
