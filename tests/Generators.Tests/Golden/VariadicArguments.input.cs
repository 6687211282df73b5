public partial class Tags(IRedisRouter redis)
{
    [Primary("SADD tags:{id} {tags}")]
    public partial Task<long> AddAsync(int id, params string[] tags);

    [Primary("HSET product:{id} {fields}")]
    public partial Task<long> DescribeAsync(int id, IReadOnlyDictionary<string, decimal> fields);

    [ReadReplica("MGET {keys}")]
    public partial Task<byte[]?[]> ReadAsync(IEnumerable<RedisKey> keys);
}
