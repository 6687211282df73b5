using StackExchange.Redis;

namespace RedisSafety.Benchmarks.Calls;

/// <summary>The same read and the same write by hand: the same key, the same typed call, the same result.</summary>
internal sealed class NamesByHand(IDatabaseAsync database)
{
    public async Task<string?> FindAsync(long id) =>
        await database.StringGetAsync(Key(id)).ConfigureAwait(false);

    public async Task<bool> SaveAsync(long id, string name) =>
        await database.StringSetAsync(Key(id), name).ConfigureAwait(false);

    private static RedisKey Key(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"product:{id}");
}
