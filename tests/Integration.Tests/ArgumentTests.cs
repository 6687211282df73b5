using System.Globalization;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

/// <summary>What a server is sent for each form of argument, looked at behind the router's back.</summary>
public sealed class ArgumentTests() : OneServerTests<ArgumentStore>(static router => new ArgumentStore(router))
{
    private static readonly Guid Id = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static readonly DateTimeOffset Moment = new(2100, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));

    [Fact]
    public async Task Every_collection_becomes_one_argument_for_each_element()
    {
        Assert.Equal(2, await Store.PushAsync(Enumerable.Range(1, 2)));
        Assert.Equal(4, await Store.PushAsync("a b", ""));
        Assert.Equal(6, await Store.PushAsync(new[] { 0.5, double.PositiveInfinity }.AsMemory(0, 2)));
        Assert.Equal(7, await Store.PushAsync(new Memory<Guid>([Id])));
        Assert.Equal(8, await Store.PushAsync(new ArraySegment<decimal>([1m, 2.50m, 3m], 1, 1)));
        Assert.Equal(9, await Store.PushAsync(new HashSet<byte[]> { "bytes"u8.ToArray() }));
        Assert.Equal(10, await Store.PushAsync(new[] { new ReadOnlyMemory<byte>("memory"u8.ToArray()) }));
        Assert.Equal(11, await Store.PushAsync(new List<Product> { new(1, "Tea", 2) }));

        Assert.Equal(
            ["1", "2", "a b", "", "0.5", "+inf", Id.ToString(), "2.50", "bytes", "memory", """{"id":1,"title":"Tea","price":2}"""],
            await ListAsync());
    }

    [Fact]
    public async Task Dictionaries_pairs_and_tuples_become_pairs_of_arguments()
    {
        await Store.FillAsync(new Dictionary<string, int> { ["a"] = 1, ["b"] = -2 });
        await Store.FillAsync(new[] { KeyValuePair.Create(Id, 0.10m) });
        await Store.FillAsync(("c", [1, 2]), ("d", []));
        await Store.FillAsync(new[] { new HashEntry("e", 5) });
        await Store.SetAllAsync(new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        await Store.RankAsync(new Dictionary<string, double> { ["low"] = -1.5 });
        await Store.RankAsync(new[] { (2d, "high"), (0.25, "middle") });

        Assert.Equal(
            ["a=1", "b=-2", $"{Id}=0.10", "c=\x01\x02", "d=", "e=5"],
            (await Database.HashGetAllAsync("h")).Select(static entry => $"{entry.Name}={entry.Value}"));
        Assert.Equal(["1", "2"], (await Database.StringGetAsync(["x", "y"])).Select(static value => (string?)value));
        Assert.Equal(
            [new SortedSetEntry("low", -1.5), new SortedSetEntry("middle", 0.25), new SortedSetEntry("high", 2)],
            await Database.SortedSetRangeByRankWithScoresAsync("z"));
    }

    [Fact]
    public async Task An_enum_is_the_word_of_the_command()
    {
        Assert.Equal(0, await Store.RankAsync(RankCondition.Xx, 1, "m"));
        Assert.Equal(1, await Store.RankAsync(RankCondition.Nx, 1, "m"));
        Assert.Equal(0, await Store.RankAsync(RankCondition.Nx, 2, "m"));
        await Store.PushAsync("b");
        await Store.InsertAsync(InsertPlace.Before, "b", "a");
        await Store.InsertAsync(InsertPlace.After, "b", "c");

        Assert.Equal(1, await Database.SortedSetScoreAsync("z", "m"));
        Assert.Equal(["a", "b", "c"], await ListAsync());
    }

    [Fact]
    public async Task A_time_has_the_unit_and_the_form_that_the_command_takes()
    {
        await Store.KeepSecondsAsync("x", TimeSpan.FromMinutes(1.001));
        Assert.InRange(await MillisecondsLeftAsync(), 60_000, 61_000);
        await Store.KeepMillisecondsAsync("x", TimeSpan.FromMilliseconds(59_999.5));
        Assert.InRange(await MillisecondsLeftAsync(), 30_000, 60_000);
        await Store.KeepUntilSecondAsync("x", Moment);
        Assert.Equal(Moment.ToUnixTimeSeconds() * 1000, await ExpiryAsync());
        await Store.KeepUntilMillisecondAsync("x", Moment);
        Assert.Equal(Moment.ToUnixTimeMilliseconds(), await ExpiryAsync());
        await Store.KeepAsync("x", TimeSpan.FromHours(1));
        Assert.InRange(await MillisecondsLeftAsync(), 3_000_000, 3_600_000);
        await Store.KeepAsync("x", ttl: null);
        Assert.Equal(-1, await ExpiryAsync());
        Assert.Equal("x", await Store.TouchAsync(Moment.UtcDateTime));
        Assert.Equal(Moment.ToUnixTimeSeconds() * 1000, await ExpiryAsync());
        Assert.Equal("x", await Store.TouchAsync(until: null));
        Assert.Equal(Moment.ToUnixTimeSeconds() * 1000, await ExpiryAsync());
        Assert.True(await Store.ExpireAsync(TimeSpan.FromMinutes(2)));
        Assert.InRange(await MillisecondsLeftAsync(), 60_001, 120_000);
        Assert.True(await Store.ExpireExactlyAsync(TimeSpan.FromMinutes(1)));
        Assert.InRange(await MillisecondsLeftAsync(), 1, 60_000);
        Assert.True(await Store.ExpireAtAsync(Moment));
        Assert.Equal(Moment.ToUnixTimeSeconds() * 1000, await ExpiryAsync());
        Assert.True(await Store.ExpireExactlyAtAsync(Moment));
        Assert.Equal(Moment.ToUnixTimeMilliseconds(), await ExpiryAsync());
    }

    [Fact]
    public async Task An_empty_collection_is_an_error_before_anything_is_sent()
    {
        await Database.ExecuteAsync("CONFIG", "RESETSTAT");
        Func<Task>[] empty =
        [
            () => Store.PushAsync(Enumerable.Empty<int>()),
            () => Store.PushAsync(Array.Empty<string>()),
            () => Store.PushAsync(ReadOnlyMemory<double>.Empty),
            () => Store.PushAsync(Memory<Guid>.Empty),
            () => Store.PushAsync(new List<Product>()),
            () => Store.FillAsync(new Dictionary<string, int>()),
            () => Store.FillAsync(),
            () => Store.SetAllAsync(new Dictionary<string, string>()),
            () => Store.RankAsync(new Dictionary<string, double>()),
            () => Store.DeleteAsync(ReadOnlyMemory<RedisKey>.Empty),
        ];

        foreach (var call in empty)
        {
            var thrown = await Assert.ThrowsAsync<ArgumentException>(call);
            Assert.Contains("the collection is empty", thrown.Message, StringComparison.Ordinal);
            Assert.Contains(thrown.ParamName, new[] { "items", "fields", "pairs", "members", "keys" });
        }

        var sent = (string)(await Database.ExecuteAsync("INFO", "commandstats"))!;
        Assert.DoesNotMatch("cmdstat_(rpush|hset|mset|zadd|del):", sent);
    }

    [Fact]
    public async Task A_collection_that_may_be_left_out_is()
    {
        Assert.Equal(1, await Store.AddAsync(more: null));
        Assert.Equal(2, await Store.AddAsync(["b", "c"]));
    }

    [Fact]
    public async Task Keys_and_values_are_bytes()
    {
        var all = Enumerable.Range(0, 256).Select(static value => (byte)value).ToArray();

        await Store.SetAsync(all, all);

        Assert.Equal(all, await Store.GetAsync(all));
        Assert.Equal(all, (byte[]?)await Database.StringGetAsync(all));
    }

    [Fact]
    public async Task Every_culture_sends_the_same()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NegativeSign, culture.NumberFormat.NumberDecimalSeparator) = ("minus", ",");
        (culture.DateTimeFormat.DateSeparator, culture.DateTimeFormat.TimeSeparator, culture.DateTimeFormat.ShortDatePattern) = ("!", "?", "d M yy");
        CultureInfo.CurrentCulture = culture;
        Assert.Equal("minus1,5", (-1.5).ToString(CultureInfo.CurrentCulture));

        await Store.PushEachAsync("t", -7, -1.5, -2.50m, true, 'c', Id, Moment, new DateOnly(2026, 11, 5), new TimeOnly(1, 2, 3), TimeSpan.FromDays(-1.5));
        await Store.NameAsync(-7, -1.5, -2.50m, new DateOnly(2026, 11, 5));
        await Store.RankAsync(new Dictionary<string, double> { ["m"] = -1.5 });

        Assert.Equal(
            ["t", "-7", "-1.5", "-2.50", "1", "c", Id.ToString(), "2100-01-02T03:04:05.6780000+02:00", "2026-11-05", "01:02:03.0000000", "-1.12:00:00"],
            await ListAsync());
        Assert.True(await Database.KeyExistsAsync("k:-7:-1.5:-2.50:2026-11-05"));
        Assert.Equal(-1.5, await Database.SortedSetScoreAsync("z", "m"));
    }

    [Fact]
    public async Task Keys_with_one_hash_tag_belong_to_one_shard_of_a_cluster()
    {
        await using var cluster = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(cluster.Configuration, TestContext.Current.CancellationToken);
        var store = new ArgumentStore(router);
        for (var shop = 0; shop < 10; shop++)
        {
            RedisKey open = $"cart:{{{shop}}}:open";
            await store.SetAsync(open!, "tea"u8.ToArray());

            await store.RenameAsync(shop, "open", "paid");

            Assert.Equal("tea"u8.ToArray(), await store.GetAsync($"cart:{{{shop}}}:paid"));
        }
    }

    private async Task<string?[]> ListAsync() => [.. (await Database.ListRangeAsync("l")).Select(static item => (string?)item)];

    private async Task<long> MillisecondsLeftAsync() => (long)await Database.ExecuteAsync("PTTL", "v");

    private async Task<long> ExpiryAsync() => (long)await Database.ExecuteAsync("PEXPIRETIME", "v");
}
