using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Caching.Tests;

/// <summary>Unusual keys, values, expirations and entries, on Microsoft's cache and on ours.</summary>
public sealed class EdgeConformanceTests(Server server) : IClassFixture<Server>
{
    private static readonly byte[] Value = [0, 1, 255, 13, 10];
    private static readonly DistributedCacheEntryOptions Forever = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Caches => ["Microsoft", "RedisSafety"];

    public static TheoryData<string, string> Keys
    {
        get
        {
            var keys = new TheoryData<string, string>();
            foreach (var cache in new[] { "Microsoft", "RedisSafety" })
            {
                foreach (var key in new[] { "", " ", "a b\r\n$3", "{tag}:*?[x]", "ключ 🍎", "\0", new string('k', 10_000) })
                {
                    keys.Add(cache, key);
                }
            }

            return keys;
        }
    }

    public static TheoryData<string, double> Sizes
    {
        get
        {
            var sizes = new TheoryData<string, double>();
            foreach (var cache in new[] { "Microsoft", "RedisSafety" })
            {
                foreach (var size in new[] { 0, 1, 4095, 65_537, 20_000_000 })
                {
                    sizes.Add(cache, size);
                }
            }

            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Any_text_is_a_key(string name, string key)
    {
        var cache = server.Cache(name);

        await cache.SetAsync(key, Value, Forever, Cancellation);
        Assert.Equal(Value, await cache.GetAsync(key, Cancellation));
        Assert.Equal(-1, await server.LeftAsync(key));
        await cache.RemoveAsync(key, Cancellation);

        Assert.Null(await cache.GetAsync(key, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Buffers_of_any_size_are_written_and_read(string name, double size)
    {
        var (cache, key) = (server.Cache(name), Key());
        var bytes = new byte[(int)size];
        Random.Shared.NextBytes(bytes);

        await cache.SetAsync(key, Split(bytes), Forever, Cancellation);
        var read = new ArrayBufferWriter<byte>();

        Assert.True(await cache.TryGetAsync(key, read, Cancellation));
        Assert.True(bytes.AsSpan().SequenceEqual(read.WrittenSpan));
        Assert.Equal(bytes, await cache.GetAsync(key, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public void Buffers_are_written_and_read_synchronously(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        cache.Set(key, Split(Value), Forever);
        var read = new ArrayBufferWriter<byte>();

        Assert.True(cache.TryGet(key, read));
        Assert.Equal(Value, read.WrittenSpan);
        Assert.False(cache.TryGet(Key(), read));
        Assert.Equal(Value.Length, read.WrittenCount);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_buffer_may_be_reused_when_the_call_has_returned(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        var buffer = Value.ToArray();

        await cache.SetAsync(key, new ReadOnlySequence<byte>(buffer), Forever, Cancellation);
        buffer.AsSpan().Clear();

        Assert.Equal(Value, await cache.GetAsync(key, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Expirations_of_many_years_are_kept(string name)
    {
        var (cache, relative, sliding, absolute) = (server.Cache(name), Key(), Key(), Key());
        var century = TimeSpan.FromDays(36_500);

        await cache.SetAsync(relative, Value, new() { AbsoluteExpirationRelativeToNow = century }, Cancellation);
        await cache.SetAsync(sliding, Value, new() { SlidingExpiration = century }, Cancellation);
        await cache.SetAsync(absolute, Value, new() { AbsoluteExpiration = DateTimeOffset.MaxValue }, Cancellation);
        await cache.RefreshAsync(sliding, Cancellation);

        Assert.InRange(await server.LeftAsync(relative), century.TotalMilliseconds - 60_000, century.TotalMilliseconds);
        Assert.InRange(await server.LeftAsync(sliding), century.TotalMilliseconds - 60_000, century.TotalMilliseconds);
        Assert.True(await server.LeftAsync(absolute) > century.TotalMilliseconds);
        Assert.Equal(Value, await cache.GetAsync(absolute, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_relative_expiration_beyond_the_calendar_is_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => server.Cache(name)
            .SetAsync(Key(), Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue }, Cancellation));

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task The_relative_of_two_absolute_expirations_holds(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        await cache.SetAsync(
            key,
            Value,
            new() { AbsoluteExpiration = DateTimeOffset.UtcNow.AddHours(1), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) },
            Cancellation);

        Assert.InRange(await server.LeftAsync(key), 240_000, 300_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_sliding_expiration_ends_at_the_absolute_one(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        await cache.SetAsync(
            key,
            Value,
            new() { SlidingExpiration = TimeSpan.FromMinutes(5), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(6) },
            Cancellation);

        // As if four minutes had passed.
        var soon = DateTimeOffset.UtcNow.AddMinutes(2).UtcTicks;
        await server.Redis.ExecuteAsync("HSET", Server.Prefix + key, "absexp", soon);
        await cache.RefreshAsync(key, Cancellation);

        Assert.InRange(await server.LeftAsync(key), 60_000, 120_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Each_way_of_reading_prolongs_a_sliding_expiration(string name)
    {
        var cache = server.Cache(name);
        Func<string, Task>[] reads =
        [
            key => cache.GetAsync(key, Cancellation),
            key => Task.Run(() => cache.Get(key)),
            key => cache.TryGetAsync(key, new ArrayBufferWriter<byte>(), Cancellation).AsTask(),
            key => Task.Run(() => cache.TryGet(key, new ArrayBufferWriter<byte>())),
            key => Task.Run(() => cache.Refresh(key)),
        ];
        foreach (var read in reads)
        {
            var key = Key();
            await cache.SetAsync(key, Value, new() { SlidingExpiration = TimeSpan.FromMinutes(5) }, Cancellation);
            await server.Redis.ExecuteAsync("PEXPIRE", Server.Prefix + key, 20_000);

            await read(key);

            await Until.TrueAsync("it is prolonged", async () => await server.LeftAsync(key) > 240_000);
        }
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Reading_leaves_an_absolute_expiration_as_it_is(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        await cache.SetAsync(key, Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) }, Cancellation);
        await server.Redis.ExecuteAsync("PEXPIRE", Server.Prefix + key, 20_000);

        await cache.GetAsync(key, Cancellation);
        await cache.RefreshAsync(key, Cancellation);

        Assert.InRange(await server.LeftAsync(key), 1, 20_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_new_expiration_replaces_the_former_one(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        await cache.SetAsync(key, Value, new() { SlidingExpiration = TimeSpan.FromMinutes(1) }, Cancellation);

        await cache.SetAsync(key, Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) }, Cancellation);
        await cache.RefreshAsync(key, Cancellation);

        Assert.InRange(await server.LeftAsync(key), 240_000, 300_000);
        Assert.Equal(-1, (long)await server.Redis.ExecuteAsync("HGET", Server.Prefix + key, "sldexp"));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task An_entry_without_a_value_is_no_entry(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        await server.Redis.ExecuteAsync("HSET", Server.Prefix + key, "absexp", -1, "sldexp", -1);

        Assert.Null(await cache.GetAsync(key, Cancellation));
        Assert.False(await cache.TryGetAsync(key, new ArrayBufferWriter<byte>(), Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task An_entry_without_expirations_is_read_and_not_prolonged(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        await server.Redis.ExecuteAsync("HSET", Server.Prefix + key, "data", "apples");
        await server.Redis.ExecuteAsync("PEXPIRE", Server.Prefix + key, 20_000);

        Assert.Equal("apples"u8.ToArray(), await cache.GetAsync(key, Cancellation));
        await cache.RefreshAsync(key, Cancellation);

        Assert.InRange(await server.LeftAsync(key), 1, 20_000);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_key_of_another_type_is_an_error(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        await server.Redis.ExecuteAsync("SET", Server.Prefix + key, "a text");

        await Assert.ThrowsAsync<RedisServerException>(() => cache.GetAsync(key, Cancellation));
        await Assert.ThrowsAsync<RedisServerException>(() => cache.SetAsync(key, Value, Forever, Cancellation));
        await cache.RemoveAsync(key, Cancellation);
        Assert.Null(await cache.GetAsync(key, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Wrong_arguments_of_every_member_are_refused(string name)
    {
        var cache = server.Cache(name);
        var sequence = new ReadOnlySequence<byte>(Value);
        var writer = new ArrayBufferWriter<byte>();
        var now = new DistributedCacheEntryOptions { AbsoluteExpiration = DateTimeOffset.UtcNow };

        Assert.Throws<ArgumentNullException>(() => cache.Get(null!));
        Assert.Throws<ArgumentNullException>(() => cache.Set(null!, Value, Forever));
        Assert.Throws<ArgumentNullException>(() => cache.Set("key", (byte[])null!, Forever));
        Assert.Throws<ArgumentNullException>(() => cache.Set("key", Value, null!));
        Assert.Throws<ArgumentNullException>(() => cache.Refresh(null!));
        Assert.Throws<ArgumentNullException>(() => cache.Remove(null!));
        Assert.Throws<ArgumentNullException>(() => cache.TryGet(null!, writer));
        Assert.Throws<ArgumentNullException>(() => cache.Set(null!, sequence, Forever));
        Assert.Throws<ArgumentNullException>(() => cache.Set("key", sequence, null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.TryGetAsync(null!, writer, Cancellation).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.SetAsync(null!, sequence, Forever, Cancellation).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>(() => cache.SetAsync("key", sequence, null!, Cancellation).AsTask());
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Set("key", Value, now));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Every_cancelled_call_is_cancelled(string name)
    {
        var (cache, key) = (server.Cache(name), Key());
        var cancelled = new CancellationToken(canceled: true);
        await cache.SetAsync(key, Value, Forever, Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.RefreshAsync(key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.RemoveAsync(key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            cache.TryGetAsync(key, new ArrayBufferWriter<byte>(), cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            cache.SetAsync(key, new ReadOnlySequence<byte>([1]), Forever, cancelled).AsTask());
        Assert.Equal(Value, await cache.GetAsync(key, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Concurrent_writers_leave_one_whole_entry(string name)
    {
        var (cache, key) = (server.Cache(name), Key());

        var options = new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(5) };
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            cache.SetAsync(key, [.. Enumerable.Repeat((byte)i, 1000)], options, Cancellation)));

        var read = await cache.GetAsync(key, Cancellation);
        Assert.Equal(1000, read!.Length);
        Assert.Single(read.Distinct());
    }

    private static string Key() => Guid.NewGuid().ToString("N");

    private static ReadOnlySequence<byte> Split(byte[] bytes)
    {
        var first = new BufferSegment(bytes.AsMemory(0, bytes.Length / 3), null);
        var last = new BufferSegment(bytes.AsMemory(bytes.Length / 3), first);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
