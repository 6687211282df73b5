namespace RedisSafety.Drills.Load;

/// <summary>The properties of each operation.</summary>
internal static class ShopOperations
{
    /// <summary>Every operation.</summary>
    public static IReadOnlyList<ShopOperation> All { get; } = Enum.GetValues<ShopOperation>();

    /// <summary>True if the operation changes data.</summary>
    public static bool IsWrite(ShopOperation operation) => operation is not (ShopOperation.CartRead or ShopOperation.PageRead);

    /// <summary>True if a second application changes the data again.</summary>
    public static bool Accumulates(ShopOperation operation) => operation is ShopOperation.StockTake or ShopOperation.ViewCount;

    /// <summary>The name in reports.</summary>
    public static string Name(ShopOperation operation) => operation switch
    {
        ShopOperation.OrderSave => "order.save",
        ShopOperation.StockTake => "stock.take",
        ShopOperation.ViewCount => "view.count",
        ShopOperation.CartWrite => "cart.write",
        ShopOperation.CartRead => "cart.read",
        _ => "page.read",
    };

    /// <summary>The command that the operation sends, and how.</summary>
    public static string Command(ShopOperation operation) => operation switch
    {
        ShopOperation.OrderSave => "SADD",
        ShopOperation.StockTake => "HINCRBY, once per token",
        ShopOperation.ViewCount => "HINCRBY",
        ShopOperation.CartWrite => "HSET",
        ShopOperation.CartRead => "HGET, own write",
        _ => "GET, may be old",
    };
}
