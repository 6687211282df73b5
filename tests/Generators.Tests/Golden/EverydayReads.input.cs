namespace Shop;

public sealed partial class Products(IRedisRouter redis)
{
    /// <summary>The title of a product.</summary>
    /// <param name="id">The product's number.</param>
    [ReadReplica("GET product:{id}:title")]
    public partial Task<string?> TitleAsync(long id);

    [ReadReplica("HGETALL stock:{sku}", Consistency = ReadConsistency.ReadYourWrites)]
    public partial Task<Dictionary<string, int>> StockAsync(string sku, CancellationToken cancellationToken = default);

    [ReadReplica("ZRANGE bestsellers 0 {last} REV WITHSCORES", MaxStaleness = "5s")]
    public partial ValueTask<List<(string Sku, double Sold)>> BestsellersAsync(int last);
}
