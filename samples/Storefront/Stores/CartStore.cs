using RedisSafety;

namespace Storefront.Stores;

/// <summary>What each shopper has put into the cart: a hash of quantities by SKU.</summary>
public sealed partial class CartStore(IRedisRouter redis)
{
    /// <summary>The cart as the shopper left it, so a replica answers only once it has the shopper's last change.</summary>
    [ReadReplica("HGETALL cart:{cartId}", Consistency = ReadConsistency.ReadYourWrites)]
    public partial Task<Dictionary<string, int>> GetAsync(long cartId, CancellationToken cancellationToken = default);

    /// <summary>Puts more of a product into the cart, and gives the new quantity.</summary>
    [Primary("HINCRBY cart:{cartId} {sku} {quantity}")]
    public partial Task<long> AddAsync(long cartId, string sku, int quantity, CancellationToken cancellationToken = default);

    /// <summary>Empties the cart after the checkout.</summary>
    [Primary("DEL cart:{cartId}")]
    public partial Task ClearAsync(long cartId, CancellationToken cancellationToken = default);
}
