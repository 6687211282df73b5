using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

/// <summary>One method for each form that an argument can have.</summary>
public sealed partial class ArgumentStore(IRedisRouter redis)
{
    [Primary("RPUSH l {items}")]
    public partial Task<long> PushAsync(IEnumerable<int> items);

    [Primary("RPUSH l {items}")]
    public partial Task<long> PushAsync(params string[] items);

    [Primary("RPUSH l {items}")]
    public partial Task<long> PushAsync(ReadOnlyMemory<double> items);

    [Primary("RPUSH l {items}")]
    public partial Task<long> PushAsync(Memory<Guid> items);

    [Primary("RPUSH l {items}")]
    public partial Task<long> PushAsync(ArraySegment<decimal> items);

    [Primary("RPUSH l {items}")]
    public partial Task<long> PushAsync(HashSet<byte[]> items);

    [Primary("RPUSH l {items}")]
    public partial Task<long> PushAsync(IReadOnlyList<ReadOnlyMemory<byte>> items);

    [Primary("RPUSH l {items}")]
    public partial Task<long> PushAsync(List<Product> items);

    [Primary("RPUSH l {text} {number} {ratio} {amount} {flag} {letter} {id} {moment} {day} {time} {span}")]
    public partial Task<long> PushEachAsync(
        string text, int number, double ratio, decimal amount, bool flag, char letter, Guid id, DateTimeOffset moment, DateOnly day, TimeOnly time, TimeSpan span);

    [Primary("SET k:{number}:{ratio}:{amount}:{day} 1")]
    public partial Task NameAsync(int number, double ratio, decimal amount, DateOnly day);

    [Primary("SET {key} {value}")]
    public partial Task SetAsync(byte[] key, ReadOnlyMemory<byte> value);

    [Primary("GET {key}")]
    public partial Task<byte[]?> GetAsync(RedisKey key);

    [Primary("HSET h {fields}")]
    public partial Task<long> FillAsync(Dictionary<string, int> fields);

    [Primary("HSET h {fields}")]
    public partial Task<long> FillAsync(IEnumerable<KeyValuePair<Guid, decimal>> fields);

    [Primary("HSET h {fields}")]
    public partial Task<long> FillAsync(params (string Field, byte[] Value)[] fields);

    [Primary("HSET h {fields}")]
    public partial Task<long> FillAsync(HashEntry[] fields);

    [Primary("MSET {pairs}")]
    public partial Task SetAllAsync(IReadOnlyDictionary<string, string> pairs);

    [Primary("ZADD z {members}")]
    public partial Task<long> RankAsync(Dictionary<string, double> members);

    [Primary("ZADD z {members}")]
    public partial Task<long> RankAsync(IEnumerable<(double Score, string Member)> members);

    [Primary("ZADD z {condition} {score} {member}")]
    public partial Task<long> RankAsync(RankCondition condition, double score, string member);

    [Primary("LINSERT l {where} {pivot} {item}")]
    public partial Task<long> InsertAsync(InsertPlace where, string pivot, string item);

    [Primary("SET v {value} EX {ttl}")]
    public partial Task KeepSecondsAsync(string value, TimeSpan ttl);

    [Primary("SET v {value} PX {ttl}")]
    public partial Task KeepMillisecondsAsync(string value, TimeSpan ttl);

    [Primary("SET v {value} EXAT {until}")]
    public partial Task KeepUntilSecondAsync(string value, DateTimeOffset until);

    [Primary("SET v {value} PXAT {until}")]
    public partial Task KeepUntilMillisecondAsync(string value, DateTimeOffset until);

    [Primary("SET v {value} [PX {ttl}]")]
    public partial Task KeepAsync(string value, TimeSpan? ttl);

    [Primary("GETEX v [EXAT {until}]")]
    public partial Task<string?> TouchAsync(DateTime? until);

    [Primary("EXPIRE v {ttl}")]
    public partial Task<bool> ExpireAsync(TimeSpan ttl);

    [Primary("PEXPIRE v {ttl}")]
    public partial Task<bool> ExpireExactlyAsync(TimeSpan ttl);

    [Primary("EXPIREAT v {until}")]
    public partial Task<bool> ExpireAtAsync(DateTimeOffset until);

    [Primary("PEXPIREAT v {until}")]
    public partial Task<bool> ExpireExactlyAtAsync(DateTimeOffset until);

    [Primary("RENAME cart:{{{shop}}}:{from} cart:{{{shop}}}:{to}")]
    public partial Task RenameAsync(int shop, string from, string to);

    [Primary("DEL {keys}")]
    public partial Task<long> DeleteAsync(ReadOnlyMemory<RedisKey> keys);

    [Primary("SADD s a [{more}]")]
    public partial Task<long> AddAsync(IReadOnlyList<string>? more);
}
