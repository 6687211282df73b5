using RedisSafety;

namespace Storefront.Stores;

/// <summary>How many of each product are left: counters that a retry must never move twice.</summary>
public sealed partial class StockStore(IRedisRouter redis)
{
    [Primary("SET stock:{sku} {quantity}")]
    public partial Task CountAsync(string sku, long quantity, CancellationToken cancellationToken = default);

    /// <summary>Takes from the stock, and gives what is left.</summary>
    [Primary("DECRBY stock:{sku} {quantity}")]
    public partial Task<long> ReserveAsync(string sku, int quantity, CancellationToken cancellationToken = default);

    /// <summary>What is left. The primary answers: this number decides whether an order is taken.</summary>
    [Primary("GET stock:{sku}")]
    public partial Task<long?> FindAsync(string sku, CancellationToken cancellationToken = default);
}
