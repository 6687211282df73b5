using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

/// <summary>One method for each form of enumeration by cursor.</summary>
public sealed partial class EnumerationStore(IRedisRouter redis)
{
    [Primary("SCAN 0 MATCH {pattern}")]
    public partial IAsyncEnumerable<RedisKey> KeysAsync(string pattern);

    [Primary("HSCAN h 0")]
    public partial IAsyncEnumerable<KeyValuePair<string, int>> PairsAsync();

    [Primary("HSCAN h 0")]
    public partial IAsyncEnumerable<(string Field, decimal Value)> TuplesAsync();

    [Primary("HSCAN h 0 COUNT {count}")]
    public partial IAsyncEnumerable<HashEntry> EntriesAsync(int count);

    [Primary("SSCAN s 0")]
    public partial IAsyncEnumerable<int> NumbersAsync();

    [Primary("SSCAN s 0 [MATCH {pattern}]")]
    public partial IAsyncEnumerable<byte[]> BytesAsync(string? pattern, CancellationToken cancellationToken = default);

    [Primary("SSCAN products 0")]
    public partial IAsyncEnumerable<Product> ProductsAsync();

    [Primary("ZSCAN z 0")]
    public partial IAsyncEnumerable<(string Member, double Score)> ScoresAsync();

    [Primary("ZSCAN z 0")]
    public partial IAsyncEnumerable<SortedSetEntry> RanksAsync();
}
