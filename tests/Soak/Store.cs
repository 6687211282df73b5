namespace RedisSafety.Soak;

/// <summary>Every kind of call that the soak makes.</summary>
internal sealed partial class Store(IRedisRouter router)
{
    [Primary("SET {register} {value}")]
    public partial Task SetAsync(string register, long value);

    [ReadReplica("GET {register}", Consistency = ReadConsistency.ReadYourWrites)]
    public partial Task<long?> GetOwnAsync(string register);

    [ReadReplica("GET {register}", Consistency = ReadConsistency.Monotonic)]
    public partial Task<long?> GetMonotonicAsync(string register);

    [Primary("INCR {counter}")]
    public partial Task<long> IncrementAsync(string counter);

    [Primary("HINCRBY {hash} {field} 1", OncePer = nameof(token))]
    public partial Task<long> IncrementOnceAsync(string hash, long field, long token);

    [Primary("SADD {set} {element}")]
    public partial Task AddAsync(string set, long element);

    [Primary("SADD {set} {elements}")]
    public partial Task FillAsync(string set, long[] elements);

    [Primary("SSCAN {set} 0 COUNT 100")]
    public partial IAsyncEnumerable<long> ScanAsync(string set);
}
