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

    [Primary("HSET person:{person.Id} Id {person.Id} name {person.Name} Score {person.Score}")]
    public partial Task KeepAsync(Person person);

    [Primary("HSET person:{id} {fields}")]
    public partial Task KeepAsync(int id, params (string Field, string Value)[] fields);

    [Primary("HGETALL person:{id}")]
    public partial Task<Person?> PersonAsync(int id);

    [Primary("ZADD z {members}")]
    public partial Task<long> RankAllAsync(IReadOnlyDictionary<string, double> members);

    [Primary("ZPOPMIN z")]
    public partial Task<(string Member, double Score)?> LowestAsync();

    [Primary("ZRANGE z 0 -1 REV WITHSCORES")]
    public partial Task<List<(string Member, double Score)>> RankingAsync();

    [Primary("GEOADD g {places}")]
    public partial Task<long> PlaceAsync(IEnumerable<(double Longitude, double Latitude, string Name)> places);

    [Primary("HINCRBY cart:{id} {sku} {quantity}", "EXPIRE cart:{id} {ttl}", "HLEN cart:{id}")]
    public partial Task<(long Quantity, bool Expires, int Lines)> AddUntilAsync(long id, string sku, int quantity, TimeSpan ttl);

    [Primary("SET v 1", "HSET v a 1", "SET {{v}}:after 1")]
    public partial Task FailInTheMiddleAsync();

    [Primary("stock:{sku} , {quantity}", Script = "if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then return nil end return redis.call('DECRBY', KEYS[1], ARGV[1])")]
    public partial Task<long?> ReserveAsync(string sku, int quantity);

    [ReadReplica(Script = "sum.lua")]
    public partial Task<long> SumAsync(IReadOnlyList<RedisKey> keys, int start, CancellationToken cancellationToken = default);

    [Primary("INCRBY stock:{sku} {delta}", OncePer = nameof(webhook))]
    public partial Task<long> AdjustAsync(string sku, int delta, Guid webhook);

    [Primary("HSCAN {key} 0 COUNT 50")]
    public partial IAsyncEnumerable<KeyValuePair<string, int>> FieldsAsync(string key, CancellationToken cancellationToken = default);

    [ReadReplica("SCAN 0 MATCH {pattern} COUNT 50")]
    public partial IAsyncEnumerable<string> KeysAsync(string pattern);

    [Primary]
    public partial Task<string?> SwapAsync(string key, string value, CancellationToken cancellationToken = default);

    [ReadReplica]
    public partial Task<long> LengthThroughReplicaAsync(string key);

    [Primary]
    public partial Task<int> CountFieldsAsync(string key);

    private static async Task<string?> SwapAsync(IDatabaseAsync database, string key, string value, CancellationToken cancellationToken)
    {
        var old = await database.StringGetAsync(key);
        await database.StringSetAsync(key, value);
        cancellationToken.ThrowIfCancellationRequested();
        return old;
    }

    private static Task<long> LengthThroughReplicaAsync(IDatabaseAsync database, string key) => database.StringLengthAsync(key);

    private static async Task<int> CountFieldsAsync(IDatabaseAsync database, string key)
    {
        var count = 0;
        await foreach (var _ in database.HashScanAsync(key, pageSize: 20))
        {
            count++;
        }

        return count;
    }
}
