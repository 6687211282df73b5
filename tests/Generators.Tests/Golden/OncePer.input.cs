public partial class Webhooks(IRedisRouter redis)
{
    [Primary("INCRBY sold:{sku} {quantity}", OncePer = nameof(deliveryId))]
    public partial Task<long> CountAsync(string sku, int quantity, Guid deliveryId);
}
