namespace RedisSafety.Drills.Load;

/// <summary>The calls of the shop mix.</summary>
internal enum ShopOperation
{
    /// <summary>A write whose repetition does no harm: <c>SADD</c> of an order.</summary>
    OrderSave = 0,

    /// <summary>A write that accumulates, repeatable by a token where the client has one: <c>HINCRBY</c> of a stock.</summary>
    StockTake,

    /// <summary>A write that accumulates, without a token: <c>HINCRBY</c> of a page's views.</summary>
    ViewCount,

    /// <summary>A write that its own visitor reads next: <c>HSET</c> of a cart.</summary>
    CartWrite,

    /// <summary>A read of the visitor's own last write, from a replica where the client allows it: <c>HGET</c> of a cart.</summary>
    CartRead,

    /// <summary>A read of data that may be old, from a replica: <c>GET</c> of a page.</summary>
    PageRead,
}
