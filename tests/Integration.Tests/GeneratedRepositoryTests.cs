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
    public async Task A_record_is_made_of_the_fields_of_a_hash()
    {
        await _store.KeepAsync(new Person(1, "Ada", 2.5));
        await _store.KeepAsync(2, ("Id", "2"), ("Name", "Bob"), ("Score", "1"), ("Tier", "gold"), ("Email", "b@example.com"));

        Assert.Equal(new Person(1, "Ada", 2.5), await _store.PersonAsync(1));
        Assert.Equal(new Person(2, "Bob", 1, "gold") { Email = "b@example.com" }, await _store.PersonAsync(2));
        Assert.Null(await _store.PersonAsync(3));
    }

    [Fact]
    public async Task A_field_that_is_missing_or_cannot_be_read_is_named()
    {
        await _store.KeepAsync(4, ("Id", "4"), ("Name", "Cy"));
        await _store.KeepAsync(5, ("Id", "secret"), ("Name", "Cy"), ("Score", "1"));

        var missing = await Assert.ThrowsAsync<RedisReplyException>(() => _store.PersonAsync(4));
        var unreadable = await Assert.ThrowsAsync<RedisReplyException>(() => _store.PersonAsync(5));

        Assert.Contains("HGETALL person:4 answered without the field 'Score'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("the field 'Id'", unreadable.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_and_scores_come_as_tuples()
    {
        Assert.Equal(3, await _store.RankAllAsync(new Dictionary<string, double> { ["low"] = -1, ["high"] = 2.5, ["middle"] = 1 }));

        Assert.Equal([("high", 2.5), ("middle", 1), ("low", -1)], await _store.RankingAsync());
        Assert.Equal(("low", -1), await _store.LowestAsync());
        Assert.Equal(("middle", 1), await _store.LowestAsync());
        Assert.Equal(("high", 2.5), await _store.LowestAsync());
        Assert.Null(await _store.LowestAsync());
        Assert.Equal(2, await _store.PlaceAsync([(13.36, 38.11, "Palermo"), (15.08, 37.50, "Catania")]));
    }

    [Fact]
    public async Task Several_commands_run_as_one_transaction()
    {
        Assert.Equal((2, true, 1), await _store.AddUntilAsync(8, "tea", 2, TimeSpan.FromMinutes(1)));
        Assert.Equal((3, true, 1), await _store.AddUntilAsync(8, "tea", 1, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_command_that_fails_in_a_transaction_is_reported_and_the_others_are_run()
    {
        var thrown = await Assert.ThrowsAsync<StackExchange.Redis.RedisServerException>(() => _store.FailInTheMiddleAsync());

        Assert.Contains("WRONGTYPE", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("1", await _store.TextAsync("{v}:after"));
    }

    [Fact]
    public async Task Transactions_count_right_through_a_planned_failover()
    {
        var counted = 0L;
        for (var i = 1; i <= 100; i++)
        {
            if (i == 50)
            {
                await _servers.SwapAsync();
            }

            (counted, _, _) = await _store.AddUntilAsync(9, "sku", 1, TimeSpan.FromMinutes(1));
        }

        Assert.Equal(100, counted);
    }

    [Fact]
    public async Task A_script_runs_with_its_keys_and_arguments_also_where_the_server_has_forgotten_it()
    {
        await _store.AdjustAsync("tea", 5, Guid.NewGuid());

        Assert.Equal(2, await _store.ReserveAsync("tea", 3));
        await (await _servers.Primary.ConnectAsync()).ExecuteAsync("SCRIPT", "FLUSH");
        Assert.Null(await _store.ReserveAsync("tea", 3));
        Assert.Equal(0, await _store.ReserveAsync("tea", 2));
    }

    [Fact]
    public async Task A_script_that_only_reads_runs_on_the_replica()
    {
        await _store.AdjustAsync("a", 5, Guid.NewGuid());
        await _store.AdjustAsync("b", 7, Guid.NewGuid());

        await Until.TrueAsync("the replica has both", async () =>
            await _store.SumAsync(["stock:a", "stock:b"], 100, TestContext.Current.CancellationToken) == 112);
    }

    [Fact]
    public async Task A_write_with_a_token_counts_once()
    {
        var webhook = Guid.NewGuid();

        Assert.Equal(5, await _store.AdjustAsync("tea", 5, webhook));
        Assert.Equal(5, await _store.AdjustAsync("tea", 5, webhook));
        Assert.Equal(6, await _store.AdjustAsync("tea", 1, Guid.NewGuid()));
    }

    [Fact]
    public async Task An_enumeration_gives_every_element_again_each_time_and_through_a_failover()
    {
        var fields = Enumerable.Range(0, 1000).ToDictionary(i => $"f{i}");
        await _store.FillAsync(10, fields);
        var enumeration = _store.FieldsAsync("cart:10", TestContext.Current.CancellationToken);

        Assert.Equal(fields, await enumeration.Distinct().ToDictionaryAsync(pair => pair.Key, pair => pair.Value, cancellationToken: TestContext.Current.CancellationToken));

        var seen = new Dictionary<string, int>();
        var count = 0;
        await foreach (var (field, value) in enumeration)
        {
            seen[field] = value;
            if (++count == 300)
            {
                await _servers.SwapAsync();
            }
        }

        Assert.Equal(fields, seen);
    }

    [Fact]
    public async Task Keys_are_enumerated_by_pattern_and_an_enumeration_can_be_cancelled()
    {
        for (var i = 0; i < 200; i++)
        {
            await _store.KeepAsync(i, ("Id", "1"));
        }

        await Until.TrueAsync("the replica has all", async () => await _store.KeysAsync("person:*").Distinct().CountAsync(TestContext.Current.CancellationToken) == 200);
        using var ending = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _store.KeysAsync("person:*").WithCancellation(ending.Token))
            {
                await ending.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task A_body_works_on_a_database_whose_calls_are_routed_and_survive_a_failover()
    {
        Assert.Null(await _store.SwapAsync("b", "one", TestContext.Current.CancellationToken));
        await Until.TrueAsync("the replica has it", async () => await _store.LengthThroughReplicaAsync("b") == 3);
        await _store.FillAsync(11, Enumerable.Range(0, 100).ToDictionary(i => $"f{i}"));

        await _servers.SwapAsync();

        Assert.Equal("one", await _store.SwapAsync("b", "two", TestContext.Current.CancellationToken));
        Assert.Equal(100, await _store.CountFieldsAsync("cart:11"));
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
