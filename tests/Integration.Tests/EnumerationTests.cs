using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

public sealed class EnumerationTests() : OneServerTests<EnumerationStore>(static router => new EnumerationStore(router))
{
    [Fact]
    public async Task Fields_members_scores_and_keys_come_as_what_the_method_says()
    {
        await Database.HashSetAsync("h", [new("a", 1), new("b", -2)]);
        await Database.SetAddAsync("s", [3, 40]);
        await Database.SetAddAsync("products", """{"Id":1,"Title":"Tea","Price":2.5}""");
        await Database.SortedSetAddAsync("z", [new("low", -1.5), new("high", 2)]);

        Assert.Equal(["h", "products", "s", "z"], (await ListAsync(Store.KeysAsync("*"))).Select(static key => key.ToString()).Order());
        Assert.Equal([new("a", 1), new("b", -2)], await ListAsync(Store.PairsAsync()));
        Assert.Equal([("a", 1m), ("b", -2m)], await ListAsync(Store.TuplesAsync()));
        Assert.Equal([new HashEntry("a", 1), new HashEntry("b", -2)], await ListAsync(Store.EntriesAsync(1)));
        Assert.Equal([3, 40], (await ListAsync(Store.NumbersAsync())).Order());
        Assert.Equal(["40"u8.ToArray()], await ListAsync(Store.BytesAsync("4*", TestContext.Current.CancellationToken)));
        Assert.Equal(2, (await ListAsync(Store.BytesAsync(pattern: null, TestContext.Current.CancellationToken))).Count);
        Assert.Equal([new Product(1, "Tea", 2.5m)], await ListAsync(Store.ProductsAsync()));
        Assert.Equal([("low", -1.5), ("high", 2)], await ListAsync(Store.ScoresAsync()));
        Assert.Equal([new SortedSetEntry("low", -1.5), new SortedSetEntry("high", 2)], await ListAsync(Store.RanksAsync()));
    }

    [Fact]
    public async Task Nothing_there_is_an_enumeration_of_nothing() => Assert.Empty(await ListAsync(Store.ScoresAsync()));

    [Fact]
    public async Task An_element_that_does_not_fit_is_named_and_not_shown()
    {
        await Database.SetAddAsync("s", "secret");

        var thrown = await Assert.ThrowsAsync<RedisReplyException>(() => ListAsync(Store.NumbersAsync()));

        Assert.StartsWith("SSCAN s answered with a value of 6 bytes, where a value of type Int32 is expected", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items) => await items.ToListAsync(TestContext.Current.CancellationToken);
}
