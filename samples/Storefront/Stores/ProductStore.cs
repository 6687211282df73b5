using RedisSafety;

namespace Storefront.Stores;

/// <summary>The catalogue: read far more often than written, and nobody minds a price that is a moment old on a page.</summary>
public sealed partial class ProductStore(IRedisRouter redis)
{
    [ReadReplica("GET product:{id}")]
    public partial Task<Product?> FindAsync(long id, CancellationToken cancellationToken = default);

    [Primary("SET product:{product.Id} {product} EX {timeToLive}")]
    public partial Task SaveAsync(Product product, TimeSpan timeToLive, CancellationToken cancellationToken = default);
}
