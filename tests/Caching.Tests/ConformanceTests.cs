using System.Buffers;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using RedisSafety.Lab;

namespace RedisSafety.Caching.Tests;

/// <summary>The behaviour that Microsoft's cache and ours share, each asked the same. Their differences are in DifferenceTests.</summary>
public sealed class ConformanceTests(Server server) : IClassFixture<Server>
{
    private static readonly byte[] Value = [0, 1, 255, 13, 10];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Caches => ["Microsoft", "RedisSafety"];

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_value_is_read_as_it_was_stored(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        await cache.SetAsync(key, Value, new DistributedCacheEntryOptions(), Cancellation);

        Assert.Equal(Value, await cache.GetAsync(key, Cancellation));
        Assert.Equal(-1, await server.LeftAsync(key));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public void A_value_is_stored_read_and_removed_synchronously(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        cache.Set(key, Value, new DistributedCacheEntryOptions());
        Assert.Equal(Value, cache.Get(key));
        cache.Refresh(key);
        cache.Remove(key);

        Assert.Null(cache.Get(key));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task An_empty_value_is_a_value(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        await cache.SetAsync(key, [], new DistributedCacheEntryOptions(), Cancellation);

        var read = await cache.GetAsync(key, Cancellation);
        Assert.NotNull(read);
        Assert.Empty(read);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_large_value_is_a_value(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        var large = new byte[3_000_000];
        Random.Shared.NextBytes(large);

        await cache.SetAsync(key, large, new DistributedCacheEntryOptions(), Cancellation);

        Assert.Equal(large, await cache.GetAsync(key, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_key_that_is_not_there_has_no_value(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        Assert.Null(await cache.GetAsync(key, Cancellation));
        await cache.RefreshAsync(key, Cancellation);
        await cache.RemoveAsync(key, Cancellation);
        Assert.False(await cache.TryGetAsync(key, new ArrayBufferWriter<byte>(), Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Buffers_are_written_and_read(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        var first = new BufferSegment("ab"u8.ToArray(), null);
        var last = new BufferSegment("cd"u8.ToArray(), first);

        await cache.SetAsync(key, new ReadOnlySequence<byte>(first, 0, last, 2), new DistributedCacheEntryOptions(), Cancellation);

        var read = new ArrayBufferWriter<byte>();
        Assert.True(await cache.TryGetAsync(key, read, Cancellation));
        Assert.Equal("abcd", Encoding.ASCII.GetString(read.WrittenSpan));
        Assert.True(cache.TryGet(key, read));
        Assert.Equal("abcdabcd", Encoding.ASCII.GetString(read.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_relative_expiration_is_the_time_left(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        await cache.SetAsync(key, Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) }, Cancellation);

        Assert.InRange(await server.LeftAsync(key), 240_000, 300_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task An_absolute_expiration_is_kept(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        await cache.SetAsync(key, Value, new() { AbsoluteExpiration = DateTimeOffset.UtcNow.AddMinutes(5) }, Cancellation);

        Assert.InRange(await server.LeftAsync(key), 240_000, 300_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task The_earlier_of_two_expirations_holds(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        var options = new DistributedCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1),
            SlidingExpiration = TimeSpan.FromMinutes(5),
        };

        await cache.SetAsync(key, Value, options, Cancellation);
        await cache.RefreshAsync(key, Cancellation);

        Assert.InRange(await server.LeftAsync(key), 30_000, 60_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Reading_prolongs_a_sliding_expiration(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        await cache.SetAsync(key, Value, new() { SlidingExpiration = TimeSpan.FromMinutes(5) }, Cancellation);
        await server.Redis.ExecuteAsync("PEXPIRE", Server.Prefix + key, 20_000);

        await cache.GetAsync(key, Cancellation);

        await Until.TrueAsync("it is prolonged", async () => await server.LeftAsync(key) > 240_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Refreshing_prolongs_a_sliding_expiration(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        await cache.SetAsync(key, Value, new() { SlidingExpiration = TimeSpan.FromMinutes(5) }, Cancellation);
        await server.Redis.ExecuteAsync("PEXPIRE", Server.Prefix + key, 20_000);

        await cache.RefreshAsync(key, Cancellation);

        Assert.InRange(await server.LeftAsync(key), 240_000, 300_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task An_expired_entry_is_gone(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        await cache.SetAsync(key, Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(1) }, Cancellation);

        await Until.TrueAsync("it is gone", async () => await cache.GetAsync(key, Cancellation) is null);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Wrong_arguments_are_refused(string name)
    {
        var cache = server.Cache(name);
        var past = new DistributedCacheEntryOptions { AbsoluteExpiration = DateTimeOffset.UtcNow.AddMinutes(-1) };

        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.GetAsync(null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.SetAsync(null!, Value, new(), Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.SetAsync("key", null!, new(), Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.SetAsync("key", Value, null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.RefreshAsync(null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.RemoveAsync(null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cache.SetAsync("key", Value, past, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_cancelled_call_is_cancelled(string name)
    {
        var cache = server.Cache(name);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.GetAsync("key", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.SetAsync("key", Value, new(), cancelled));
    }

    [Theory]
    [InlineData("Microsoft", "RedisSafety")]
    [InlineData("RedisSafety", "Microsoft")]
    public async Task Each_reads_and_prolongs_the_entries_of_the_other(string writer, string reader)
    {
        var key = Key();
        await server.Cache(writer).SetAsync(
            key,
            Value,
            new() { SlidingExpiration = TimeSpan.FromMinutes(5), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(9) },
            Cancellation);
        await server.Redis.ExecuteAsync("PEXPIRE", Server.Prefix + key, 20_000);

        Assert.Equal(Value, await server.Cache(reader).GetAsync(key, Cancellation));

        await Until.TrueAsync("it is prolonged", async () => await server.LeftAsync(key) is > 240_000 and <= 300_000);
    }

    private static string Key() => Guid.NewGuid().ToString("N");
}
