using RedisSafety.Lab;

namespace RedisSafety.Integration.Tests;

public sealed class GeneratedRepositoryTests : IAsyncLifetime
{
    private ReplicatedDeployment _servers = null!;
    private RedisRouter _router = null!;
    private Store _store = null!;

    public async ValueTask InitializeAsync()
    {
        _servers = await ReplicatedDeployment.StartAsync();
        _router = await RedisRouter.ConnectAsync(_servers.Configuration, TestContext.Current.CancellationToken);
        _store = new Store(_router);
    }

    public async ValueTask DisposeAsync()
    {
        await _router.DisposeAsync();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task A_class_comes_back_as_it_was_stored_and_expires()
    {
        var product = new Product(7, "Tea, \"green\" – 茶", 4.90m);

        await _store.SaveAsync(7, product, TimeSpan.FromSeconds(90.5));

        Assert.Equal(product, await _store.FindAsync(7, TestContext.Current.CancellationToken));
        Assert.InRange((await _store.TimeToLiveAsync(7))!.Value, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(91));
    }

    [Fact]
    public async Task A_missing_value_is_null_where_it_may_be_and_named_where_not()
    {
        Assert.Null(await _store.FindAsync(404, TestContext.Current.CancellationToken));

        var thrown = await Assert.ThrowsAsync<RedisReplyException>(() => _store.GetAsync(404));

        Assert.Contains("GET i:404", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_of_another_type_is_named_and_not_shown()
    {
        await _store.SetAsync("secret", ttl: null);

        var thrown = await Assert.ThrowsAsync<RedisReplyException>(() => _store.NumberAsync());

        Assert.Contains("GET v", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_increment_is_counted_and_reaches_the_replica()
    {
        Assert.Equal(2, await _store.AddAsync(1, "tea", 2));
        Assert.Equal(5, await _store.AddAsync(1, "tea", 3));

        await Until.TrueAsync("the replica has it", async () => (await _store.GetCartAsync(1)).GetValueOrDefault("tea") == 5);
    }

    [Fact]
    public async Task A_dictionary_becomes_fields_and_comes_back()
    {
        Assert.Equal(2, await _store.FillAsync(2, new Dictionary<string, int> { ["a"] = 1, ["b"] = -2 }));

        await Until.TrueAsync("the replica has it", async () => (await _store.GetCartAsync(2)).Count == 2);
        Assert.Equal(-2, (await _store.GetCartAsync(2))["b"]);
    }

    [Fact]
    public async Task An_optional_part_is_sent_where_its_value_is_there()
    {
        Assert.True(await _store.SetAsync("x", ttl: null));
        Assert.Equal(-1, await _store.MillisecondsLeftAsync());

        Assert.True(await _store.SetAsync("x", TimeSpan.FromMinutes(1)));
        Assert.InRange(await _store.MillisecondsLeftAsync(), 30_000, 60_000);
    }

    [Fact]
    public async Task Sets_lists_and_sorted_sets_keep_their_values()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal(2, await _store.AddAllAsync(first, second));
        Assert.Equal([first, second], await _store.MembersAsync());

        await _store.PushAsync([[0, 255, 13], []]);
        Assert.Equal([[], [0, 255, 13]], await _store.ListAsync());

        Assert.True(await _store.RankAsync(1.5, "m"));
        Assert.Equal(1.5, (await _store.RanksAsync())["m"]);
    }

    [Fact]
    public async Task Several_keys_are_answered_in_order_with_null_for_what_is_missing()
    {
        await _store.SetAsync("x", ttl: null);

        Assert.Equal([null, "x", null], await _store.ManyAsync(["none", "v", "none2"]));
    }

    [Fact]
    public async Task An_empty_collection_is_refused_before_anything_is_sent()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => _store.ManyAsync([]));

        Assert.Equal("keys", thrown.ParamName);
    }

    [Fact]
    public async Task A_command_without_a_method_is_sent_by_its_text()
    {
        Assert.Matches(@"^\d+-\d+$", await _store.LogAsync("hello"));
        Assert.Equal(1, await _store.LogLengthAsync());
        Assert.Equal("stream", (string?)await _store.EncodingAsync("log"));
    }

    [Fact]
    public async Task A_claim_shows_who_held_it_before()
    {
        var claim = Guid.NewGuid();

        Assert.Null(await _store.ClaimAsync(claim, TimeSpan.FromMinutes(1)));
        Assert.Equal(claim, await _store.ClaimAsync(Guid.NewGuid(), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_duration_that_Redis_would_refuse_is_refused_here()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _store.SaveAsync(1, new Product(1, "", 0), TimeSpan.Zero));

        Assert.Equal("ttl", thrown.ParamName);
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_one()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.FindAsync(1, cancelled.Token));
    }

    [Fact]
    public async Task Counts_are_right_after_a_planned_failover_in_the_middle()
    {
        var counted = 0L;
        for (var i = 1; i <= 200; i++)
        {
            if (i == 100)
            {
                await _servers.SwapAsync();
            }

            counted = await _store.AddAsync(3, "sku", 1);
        }

        Assert.Equal(200, counted);
    }
}
