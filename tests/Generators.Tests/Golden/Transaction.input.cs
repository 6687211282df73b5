public partial class Carts(IRedisRouter redis)
{
    [Primary("HINCRBY cart:{cartId} {sku} {quantity}", "EXPIRE cart:{cartId} {ttl}")]
    public partial Task<(long Quantity, bool Expires)> AddAsync(long cartId, string sku, int quantity, TimeSpan ttl);
}
