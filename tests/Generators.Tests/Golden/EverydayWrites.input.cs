namespace Shop;

public sealed record Product(long Id, string Title);

public sealed partial class Products(IRedisRouter redis)
{
    [Primary("SET product:{product.Id} {product} EX {ttl}")]
    public partial Task SaveAsync(Product product, TimeSpan ttl);

    [Primary("HINCRBY cart:{cartId} {sku} {quantity}")]
    public partial Task<long> AddAsync(long cartId, string sku, int quantity);

    [Primary("DEL cart:{cartId}")]
    public partial Task<bool> ClearAsync(long cartId, CancellationToken cancellationToken = default);
}
