using Microsoft.Extensions.Caching.Distributed;

namespace RedisSafety.Caching.Tests;

/// <summary>Where our cache differs from Microsoft's, each shown on both. docs/caching.md lists them.</summary>
public sealed class DifferenceTests(Server server) : IClassFixture<Server>
{
    private static readonly byte[] Value = [1];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Microsoft", true)]
    [InlineData("RedisSafety", false)]
    public async Task A_former_expiry_outlives_an_entry_that_is_stored_without_one(string name, bool outlives)
    {
        var (cache, key) = (server.Cache(name), Guid.NewGuid().ToString("N"));
        await cache.SetAsync(key, Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) }, Cancellation);

        await cache.SetAsync(key, Value, new DistributedCacheEntryOptions(), Cancellation);

        Assert.Equal(outlives, await server.LeftAsync(key) != -1);
    }

    [Theory]
    [InlineData("Microsoft", true)]
    [InlineData("RedisSafety", false)]
    public async Task An_absolute_expiration_is_stored_in_its_own_time_zone(string name, bool isLocal)
    {
        var (cache, key) = (server.Cache(name), Guid.NewGuid().ToString("N"));
        var expiration = DateTimeOffset.UtcNow.AddHours(1).ToOffset(TimeSpan.FromHours(3));

        await cache.SetAsync(key, Value, new() { AbsoluteExpiration = expiration }, Cancellation);

        var stored = (long)await server.Redis.ExecuteAsync("HGET", Server.Prefix + key, "absexp");
        Assert.Equal(isLocal ? expiration.Ticks : expiration.UtcTicks, stored);
    }

    [Theory]
    [InlineData("Microsoft", 0)]
    [InlineData("RedisSafety", 900)]
    public async Task Fractions_of_a_second_are_dropped(string name, int least)
    {
        var (cache, key) = (server.Cache(name), Guid.NewGuid().ToString("N"));

        await cache.SetAsync(key, Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMilliseconds(60_950) }, Cancellation);

        var left = await server.LeftAsync(key);
        Assert.InRange(left, 50_000, least == 0 ? 60_000 : 60_950);
    }
}
