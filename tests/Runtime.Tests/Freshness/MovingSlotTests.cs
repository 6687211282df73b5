using RedisSafety.CodeGeneration;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>Reads of keys whose slot is on its way to another shard: the replicas of the old shard lack what has gone already.</summary>
public sealed class MovingSlotTests
{
    private const string First = "{slot}:first";
    private const string Second = "{slot}:second";

    private static readonly RedisOperation<(string One, string Other), RedisValue[], string> GetBoth = new(
        "MGET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, state, flags) => database.StringGetAsync([state.One, state.Other], flags),
        static (reply, _) => string.Join(' ', reply))
    { Key = static state => state.One, Keys = static state => [state.One, state.Other], Consistency = ReadConsistency.ReadYourWrites };

    private static readonly RedisOperation<(string One, string Other), RedisValue[], int> Union = new(
        "SUNION", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, state, flags) => database.SetCombineAsync(SetOperation.Union, state.One, state.Other, flags),
        static (reply, _) => reply.Length)
    { Key = static state => state.One, Keys = static state => [state.One, state.Other], Consistency = ReadConsistency.ReadYourWrites };

    private static readonly RedisOperation<string, RedisResult, string> StreamOf = new(
        "XINFO STREAM", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, state, flags) => database.ExecuteAsync("XINFO", ["STREAM", (RedisKey)state], flags),
        static (reply, _) => reply.ToDictionary()["length"].ToString())
    { Key = static state => state, Consistency = ReadConsistency.ReadYourWrites };

    private static readonly RedisOperation<string, RedisValue, string> AddEntry = new(
        "XADD", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, state, flags) => database.StreamAddAsync(state, "field", "value", flags: flags),
        static (reply, _) => (string)reply!)
    { Key = static state => state };

    private static readonly RedisOperation<string, RedisResult, long> Script = new(
        "EVAL", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, state, flags) => database.ScriptEvaluateAsync("return redis.call('INCR', KEYS[1])", [state], flags: flags),
        static (reply, _) => (long)reply)
    { Key = static state => state };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replica_that_lacks_a_key_which_has_gone_ahead_does_not_answer_for_it()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Set, (First, "mine"), Ending);
        await Until.TrueAsync("a replica answers", async () => (await Answer.OfAsync(router, Calls.GetOwn, First)).By == "replica");
        Assert.Equal("mine", await router.ExecuteAsync(Calls.GetMonotonic, First, Ending));

        await lab.MoveKeysAsync(First);

        Assert.Equal(new("mine", "primary", "missing"), await Answer.OfAsync(router, Calls.GetOwn, First));
        Assert.Equal("mine", await router.ExecuteAsync(Calls.GetMonotonic, First, Ending));
        Assert.Equal("mine", await router.ExecuteAsync(Calls.GetFresh(TimeSpan.FromSeconds(10)), First, Ending));
    }

    [Fact]
    public async Task What_is_written_to_the_new_shard_meanwhile_is_read()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Set, (First, "before"), Ending);
        await lab.MoveKeysAsync(First);

        for (var i = 0; i < 20; i++)
        {
            await router.ExecuteAsync(Calls.Set, (First, $"{i}"), Ending);
            Assert.Equal($"{i}", await router.ExecuteAsync(Calls.GetOwn, First, Ending));
        }

        await lab.EndAsync();
        Assert.Equal("19", await router.ExecuteAsync(Calls.GetOwn, First, Ending));
    }

    [Fact]
    public async Task A_new_key_is_written_once_to_the_new_shard()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await lab.BeginAsync();

        for (var i = 1; i <= 10; i++)
        {
            Assert.Equal(i, await router.ExecuteAsync(Calls.Increment, First, Ending));
        }

        await lab.EndAsync();
        Assert.Equal(11, await router.ExecuteAsync(Calls.Increment, First, Ending));
    }

    [Fact]
    public async Task A_script_and_a_transaction_follow_the_slot_once()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await lab.BeginAsync();
        var lines = new RedisTransactionLines();
        lines.Add("INCR", new RedisCommandLine(1).AddKey(First));
        lines.Add("INCR", new RedisCommandLine(1).AddKey(First));
        var transaction = new RedisOperation<RedisTransactionLines, RedisResult[], long>(
            "INCR + INCR", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
            static (database, state, flags) => state.SendAsync(database, flags),
            static (reply, _) => (long)reply[1])
        { Key = static state => state.Key, Keys = static state => state.Keys() };

        Assert.Equal(2, await router.ExecuteAsync(transaction, lines, Ending));
        Assert.Equal(3, await router.ExecuteAsync(Script, First, Ending));
        Assert.Equal(4, await router.ExecuteAsync(Script, First, Ending));
        Assert.Equal(6, await router.ExecuteAsync(transaction, lines, Ending));
    }

    [Fact]
    public async Task A_node_that_has_just_joined_and_serves_no_slot_is_found()
    {
        await using var lab = await MovingSlot.StartToNewNodeAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Increment, First, Ending);
        await lab.MoveKeysAsync(First);

        Assert.Equal(2, await router.ExecuteAsync(Calls.Increment, First, Ending));
        Assert.Equal("2", await router.ExecuteAsync(Calls.GetOwn, First, Ending));
        Assert.Equal("2", await router.ExecuteAsync(Calls.GetMonotonic, First, Ending));
    }

    [Fact]
    public async Task Many_calls_at_a_time_follow_the_slot()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await lab.BeginAsync();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => router.ExecuteAsync(Calls.Increment, First, Ending)));

        Assert.Equal(501, await router.ExecuteAsync(Calls.Increment, First, Ending));
    }

    [Fact]
    public async Task A_transaction_that_is_wrong_in_itself_ends_as_wrong()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        var lines = new RedisTransactionLines();
        lines.Add("INCR", new RedisCommandLine(1).AddKey(First));
        lines.Add("NOSUCHCOMMAND", new RedisCommandLine(1).AddKey(First));
        var transaction = new RedisOperation<RedisTransactionLines, RedisResult[], long>(
            "INCR + NOSUCHCOMMAND", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
            static (database, state, flags) => state.SendAsync(database, flags),
            static (reply, _) => (long)reply[0])
        { Key = static state => state.Key };

        await Assert.ThrowsAsync<RedisServerException>(() => router.ExecuteAsync(transaction, lines, Ending));
    }

    [Fact]
    public async Task A_token_stands_for_a_write_that_followed_the_slot()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Set, (First, "before"), Ending);
        await lab.MoveKeysAsync(First);
        string token;
        using (var session = router.StartSession())
        {
            await router.ExecuteAsync(Calls.Set, (First, "after"), Ending);
            token = await session.GetTokenAsync(Ending);
        }

        await using var other = await lab.ConnectAsync();
        using var resumed = other.StartSession(token);

        Assert.Equal("after", await other.ExecuteAsync(Calls.GetOwn, First, Ending));
        await lab.EndAsync();
        Assert.Equal("after", await other.ExecuteAsync(Calls.GetOwn, First, Ending));
    }

    [Fact]
    public async Task One_of_several_keys_is_missed()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Set, (First, "a"), Ending);
        await router.ExecuteAsync(Calls.Set, (Second, "b"), Ending);
        await lab.MoveKeysAsync(First);

        // The keys are on two nodes: the server refuses the read until the second has followed.
        var reading = router.ExecuteAsync(GetBoth, (First, Second), Ending);
        await lab.MoveKeysAsync(Second);

        Assert.Equal("a b", await reading);
    }

    [Fact]
    public async Task A_union_is_not_made_of_the_rest()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.AddMember, (First, "a"), Ending);
        await router.ExecuteAsync(Calls.AddMember, (Second, "b"), Ending);
        await lab.MoveKeysAsync(First);
        await lab.MoveKeysAsync(Second);

        Assert.Equal(2, await router.ExecuteAsync(Union, (First, Second), Ending));
    }

    [Fact]
    public async Task An_error_about_a_missing_key_is_confirmed_as_well()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(AddEntry, First, Ending);
        await lab.MoveKeysAsync(First);

        Assert.Equal("1", await router.ExecuteAsync(StreamOf, First, Ending));
        await Assert.ThrowsAsync<RedisServerException>(() => router.ExecuteAsync(StreamOf, Second, Ending));
    }

    [Fact]
    public async Task A_key_that_exists_nowhere_is_missing()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Set, (First, "mine"), Ending);
        await (await lab.From.ConnectAsync()).KeyDeleteAsync(First);

        Assert.Null(await router.ExecuteAsync(Calls.GetOwn, First, Ending));
        Assert.Null(await router.ExecuteAsync(Calls.GetMonotonic, First, Ending));
    }

    [Fact]
    public async Task An_eventual_read_and_a_key_that_nobody_here_wrote_cost_no_second_question()
    {
        await using var lab = await MovingSlot.StartAsync(First);
        await using var router = await lab.ConnectAsync();
        await router.ExecuteAsync(Calls.Set, (First, "mine"), Ending);
        await lab.MoveKeysAsync(First);

        await Until.TrueAsync("a replica answers", async () => (await Answer.OfAsync(router, Calls.GetOwn, Second)).By == "replica");
        Assert.Equal("replica", (await Answer.OfAsync(router, Calls.Get, First)).By);
    }
}
