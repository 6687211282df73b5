using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

/// <summary>One method for each way in which a call can be generated.</summary>
public sealed partial class Store(IRedisRouter redis)
{
    [Primary("SET i:{id} {product} EX {ttl}")]
    public partial Task SaveAsync(int id, Product product, TimeSpan ttl);

    [Primary("GET i:{id}")]
    public partial Task<Product?> FindAsync(int id, CancellationToken cancellationToken = default);

    [Primary("GET i:{id}")]
    public partial Task<Product> GetAsync(int id);

    [Primary("TTL i:{id}")]
    public partial Task<TimeSpan?> TimeToLiveAsync(int id);

    [Primary("HINCRBY cart:{id} {sku} {quantity}")]
    public partial ValueTask<long> AddAsync(long id, string sku, int quantity);

    [ReadReplica("HGETALL cart:{id}")]
    public partial Task<Dictionary<string, int>> GetCartAsync(long id);

    [Primary("HSET cart:{id} {lines}")]
    public partial Task<long> FillAsync(long id, IReadOnlyDictionary<string, int> lines);

    [Primary("SET v {value} [PX {ttl}]")]
    public partial Task<bool> SetAsync(string value, TimeSpan? ttl);

    [Primary("GET {key}")]
    public partial Task<string?> TextAsync(RedisKey key);

    [Primary("GET v")]
    public partial Task<long> NumberAsync();

    [Primary("PTTL v")]
    public partial Task<long> MillisecondsLeftAsync();

    [Primary("SADD s {members}")]
    public partial Task<long> AddAllAsync(params Guid[] members);

    [Primary("SMEMBERS s")]
    public partial Task<HashSet<Guid>> MembersAsync();

    [Primary("MGET {keys}")]
    public partial Task<string?[]> ManyAsync(IEnumerable<string> keys);

    [Primary("ZADD z {score} {member}")]
    public partial Task<bool> RankAsync(double score, string member);

    [Primary("ZRANGE z 0 -1 WITHSCORES")]
    public partial Task<Dictionary<string, double>> RanksAsync();

    [Primary("XADD log * text {text}")]
    public partial Task<string> LogAsync(string text);

    [Primary("XLEN log")]
    public partial Task<int> LogLengthAsync();

    [Primary("SET once {claim} NX GET EX {ttl}")]
    public partial Task<Guid?> ClaimAsync(Guid claim, TimeSpan ttl);


    [Primary("LPUSH l {items}")]
    public partial Task<long> PushAsync(List<byte[]> items);

    [Primary("LRANGE l 0 -1")]
    public partial Task<List<byte[]>> ListAsync();

    [Primary("OBJECT ENCODING {key}")]
    public partial Task<RedisResult> EncodingAsync(string key);
}
