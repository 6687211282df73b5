public partial class Stock(IRedisRouter redis)
{
    [Primary("stock:{sku} , {quantity}", Script = "return redis.call('DECRBY', KEYS[1], ARGV[1])")]
    public partial Task<long> ReserveAsync(string sku, int quantity);

    [ReadReplica(Script = "return redis.call('GET', KEYS[1])")]
    public partial Task<string?> PeekAsync(RedisKey key);
}
