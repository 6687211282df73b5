using System.Collections;
using RedisSafety.CodeGeneration;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Repetition;

/// <summary>The typed methods of a body, with the reply of the first attempt lost: a right answer, or a refusal, and applied once.</summary>
public sealed class BodyRepetitionTests(LossyServer lab) : IClassFixture<LossyServer>
{
    private static readonly Form[] All =
    [
        new("StringSet", "", "SET", d => Text(d.StringSetAsync("k", "v")), Answered),
        new("StringSet Exists", "SET k old", "SET", d => Text(d.StringSetAsync("k", "v", when: When.Exists)), Answered),
        new("StringSet NotExists", "", "SET", d => Text(d.StringSetAsync("k", "v", TimeSpan.FromSeconds(100), when: When.NotExists))),
        new("StringSet ValueCondition", "", "SET SETNX", d => Text(d.StringSetAsync("k", "v", Expiration.Default, ValueCondition.NotExists))),
        new("StringSet values", "", "MSET", d => Text(d.StringSetAsync([new("a", 1), new("b", 2)], When.Always, CommandFlags.None)), Answered),
        new("StringSet values NotExists", "", "MSETNX", d => Text(d.StringSetAsync([new("a", 1), new("b", 2)], When.NotExists, CommandFlags.None))),
        new("StringSetAndGet", "SET k old", "SET", d => Text(d.StringSetAndGetAsync("k", "v", when: When.Always))),
        new("StringSetBit", "", "SETBIT", d => Text(d.StringSetBitAsync("k", 7, true))),
        new("StringSetRange", "SET k abcdef", "SETRANGE", d => Text(d.StringSetRangeAsync("k", 2, "XY")), Answered),
        new("StringGetDelete", "SET k v", "GETDEL", d => Text(d.StringGetDeleteAsync("k"))),
        new("StringGetSet", "SET k v", "GETSET", d => Text(d.StringGetSetAsync("k", "w"))),
        new("StringGetSetExpiry", "SET k v", "GETEX", d => Text(d.StringGetSetExpiryAsync("k", TimeSpan.FromSeconds(100))), Answered),
        new("StringIncrement", "SET k 3", "INCR", d => Text(d.StringIncrementAsync("k"))),
        new("StringBitOperation Xor", "SET a abc;SET b bcd", "BITOP", d => Text(d.StringBitOperationAsync(Bitwise.Xor, "d", "a", "b")), Answered),
        new("StringBitOperation Xor in place", "SET a abc;SET d bcd", "BITOP", d => Text(d.StringBitOperationAsync(Bitwise.Xor, "d", "a", "d"))),
        new("StringBitOperation Not in place", "SET a abc", "BITOP", d => Text(d.StringBitOperationAsync(Bitwise.Not, "a", "a"))),
        new("StringBitOperation And in place", "SET a abc;SET d bcd", "BITOP", d => Text(d.StringBitOperationAsync(Bitwise.And, "d", "a", "d")), Answered),

        new("KeyDelete", "SET k v", "DEL UNLINK", d => Text(d.KeyDeleteAsync("k"))),
        new("KeyDelete several", "SET a v;SET b v", "DEL UNLINK", d => Text(d.KeyDeleteAsync(["a", "b"]))),
        new("KeyExpire", "SET k v", "EXPIRE PEXPIRE", d => Text(d.KeyExpireAsync("k", TimeSpan.FromSeconds(100))), Answered),
        new("KeyExpire over", "SET k v", "EXPIRE PEXPIRE", d => Text(d.KeyExpireAsync("k", TimeSpan.FromSeconds(-1)))),
        new("KeyExpire null", "SET k v EX 100", "PERSIST", d => Text(d.KeyExpireAsync("k", (TimeSpan?)null))),
        new("KeyExpire HasNoExpiry", "SET k v", "EXPIRE PEXPIRE", d => Text(d.KeyExpireAsync("k", TimeSpan.FromSeconds(100), ExpireWhen.HasNoExpiry))),
        new("KeyPersist", "SET k v EX 100", "PERSIST", d => Text(d.KeyPersistAsync("k"))),
        new("KeyRename", "SET a 1", "RENAME", d => Text(d.KeyRenameAsync("a", "b"))),
        new("KeyRename NotExists", "SET a 1", "RENAMENX", d => Text(d.KeyRenameAsync("a", "b", When.NotExists))),
        new("KeyCopy", "SET a 1", "COPY", d => Text(d.KeyCopyAsync("a", "b"))),
        new("KeyCopy replace", "SET a 1;SET b 2", "COPY", d => Text(d.KeyCopyAsync("a", "b", replace: true)), Answered),
        new("KeyMove", "SET a 1", "MOVE", d => Text(d.KeyMoveAsync("a", 1))),
        new("LockTake", "", "SET", d => Text(d.LockTakeAsync("k", "me", TimeSpan.FromSeconds(100)))),
        new("SortAndStore", "RPUSH l 3 1 2", "SORT", d => Text(d.SortAndStoreAsync("d", "l")), Answered),
        new("SortAndStore in place", "RPUSH l 3 1 2", "SORT", d => Text(d.SortAndStoreAsync("l", "l", skip: 1))),

        new("HashSet", "", "HSET", d => Text(d.HashSetAsync("h", "f", "v"))),
        new("HashSet several", "", "HSET HMSET", d => Text(d.HashSetAsync("h", [new("f", "v")])), Answered),
        new("HashSet NotExists", "", "HSETNX", d => Text(d.HashSetAsync("h", "f", "v", When.NotExists))),
        new("HashDelete", "HSET h f v", "HDEL", d => Text(d.HashDeleteAsync("h", "f"))),

        new("ListTrim first", "RPUSH l a b c d e", "LTRIM", d => Text(d.ListTrimAsync("l", 0, 2)), Answered),
        new("ListTrim last", "RPUSH l a b c d e", "LTRIM", d => Text(d.ListTrimAsync("l", -3, -1)), Answered),
        new("ListTrim moving", "RPUSH l a b c d e", "LTRIM", d => Text(d.ListTrimAsync("l", 1, -1))),
        new("ListRemove", "RPUSH l x a x", "LREM", d => Text(d.ListRemoveAsync("l", "x", 1))),
        new("ListRemove all", "RPUSH l x a x", "LREM", d => Text(d.ListRemoveAsync("l", "x"))),
        new("ListMove", "RPUSH l a b", "LMOVE", d => Text(d.ListMoveAsync("l", "m", ListSide.Left, ListSide.Right))),
        new("ListSetByIndex", "RPUSH l a b", "LSET", d => Text(d.ListSetByIndexAsync("l", -1, "x")), Answered),

        new("SetAdd", "", "SADD", d => Text(d.SetAddAsync("s", "a"))),
        new("SetRemove", "SADD s a b", "SREM", d => Text(d.SetRemoveAsync("s", "a"))),
        new("SetMove", "SADD s a b", "SMOVE", d => Text(d.SetMoveAsync("s", "t", "a"))),
        new("SetPop", "SADD s a", "SPOP", d => Text(d.SetPopAsync("s"))),
        new("SetCombineAndStore Union", "SADD s a b;SADD d c", "SUNIONSTORE", d => Text(d.SetCombineAndStoreAsync(SetOperation.Union, "d", "d", "s")), Answered),
        new("SetCombineAndStore Difference", "SADD s a b;SADD d b c", "SDIFFSTORE", d => Text(d.SetCombineAndStoreAsync(SetOperation.Difference, "d", "s", "d"))),

        new("SortedSetAdd", "", "ZADD", d => Text(d.SortedSetAddAsync("z", "a", 1))),
        new("SortedSetAdd Exists", "ZADD z 1 a", "ZADD", d => Text(d.SortedSetAddAsync("z", "a", 2, SortedSetWhen.Exists)), Answered),
        new("SortedSetUpdate", "ZADD z 1 a", "ZADD", d => Text(d.SortedSetUpdateAsync("z", "a", 2))),
        new("SortedSetRemove", "ZADD z 1 a", "ZREM", d => Text(d.SortedSetRemoveAsync("z", "a"))),
        new("SortedSetCombineAndStore", "ZADD y 1 a;ZADD d 2 a", "ZUNIONSTORE", d => Text(d.SortedSetCombineAndStoreAsync(SetOperation.Union, "d", "d", "y"))),
        new("SortedSetCombineAndStore apart", "ZADD y 1 a;ZADD z 2 a", "ZUNIONSTORE", d => Text(d.SortedSetCombineAndStoreAsync(SetOperation.Union, "d", "z", "y")), Answered),
        new("SortedSetRangeAndStore in place", "ZADD z 1 a 2 b 3 c", "ZRANGESTORE", d => Text(d.SortedSetRangeAndStoreAsync("z", "z", 1, -1))),
        new("SortedSetRemoveRangeByRank", "ZADD z 1 a 2 b 3 c", "ZREMRANGEBYRANK", d => Text(d.SortedSetRemoveRangeByRankAsync("z", 0, 0))),
        new("GeoSearchAndStore in place", "GEOADD g 13.3 38.1 a 15.0 37.5 b", "GEOSEARCHSTORE", d => Text(d.GeoSearchAndStoreAsync("g", "g", 13, 38, new GeoSearchCircle(300, GeoUnit.Kilometers), storeDistances: true))),

        new("HyperLogLogAdd", "", "PFADD", d => Text(d.HyperLogLogAddAsync("p", "a"))),
        new("StreamAdd own id", "", "XADD", d => Text(d.StreamAddAsync("x", "f", "v", "5-1"))),
        new("StreamAcknowledge", "XADD x 1-1 f v;XGROUP CREATE x g 0;XREADGROUP GROUP g c STREAMS x >", "XACK", d => Text(d.StreamAcknowledgeAsync("x", "g", "1-1"))),
        new("StreamTrim", "XADD x 1-1 f v;XADD x 2-1 f v", "XTRIM", d => Text(d.StreamTrimAsync("x", 1))),
        new("StreamCreateConsumerGroup", "XADD x 1-1 f v", "XGROUP", d => Text(d.StreamCreateConsumerGroupAsync("x", "g", "0"))),
    ];

    private const bool Answered = true;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_answer_is_wrong_and_nothing_is_applied_twice()
    {
        var database = RedisBodies.Database(lab.Router, RedisRoute.Primary, cancellationToken: Ending);
        var wrong = new List<string>();
        foreach (var form in All)
        {
            try
            {
                var refusal = await lab.CompareAsync(form.SetUp.Split(';', StringSplitOptions.RemoveEmptyEntries), form.Losing.Split(' '), () => form.Call(database));
                Assert.Equal(form.IsAnswered, refusal is null);
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or RedisException)
            {
                wrong.Add($"{form.Name}: {failure.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task No_overload_of_StreamAdd_adds_two_entries()
    {
        var database = RedisBodies.Database(lab.Router, RedisRoute.Primary, cancellationToken: Ending);
        NameValueEntry[] pairs = [new("f", "v")];
#pragma warning disable SER001, SER002, SER003, SER004, SER005, SER006 // Overloads that the server need not know: they must not be repeated either.
        Func<Task>[] calls =
        [
            () => database.StreamAddAsync("x", "f", "v", null, null, false, CommandFlags.None),
            () => database.StreamAddAsync("x", pairs, null, null, false, CommandFlags.None),
            () => database.StreamAddAsync("x", "f", "v", null, (long?)null, false, null, StreamTrimMode.KeepReferences),
            () => database.StreamAddAsync("x", pairs, null, (long?)null, false, null, StreamTrimMode.KeepReferences),
            () => database.StreamAddAsync("x", "f", "v", default(StreamAddOptions)!),
            () => database.StreamAddAsync("x", pairs, default(StreamAddOptions)!),
            () => database.StreamAddAsync("x", "f", "v", default(StreamIdempotentId)),
            () => database.StreamAddAsync("x", pairs, default(StreamIdempotentId)),
        ];
#pragma warning restore SER001, SER002, SER003, SER004, SER005, SER006
        foreach (var (call, index) in calls.Select((call, index) => (call, index)))
        {
            await lab.PrepareAsync([]);
            lab.Link.LoseNext("XADD");

            var refusal = await Assert.ThrowsAsync<RedisUnavailableException>(call);

            Assert.True(refusal.MayHaveBeenApplied);
            Assert.True(await lab.Beside.StreamLengthAsync("x") == 1, $"overload {index}");
        }
    }

    [Fact]
    public async Task A_refusal_names_the_ways_out()
    {
        var database = RedisBodies.Database(lab.Router, RedisRoute.Primary, cancellationToken: Ending);
        await lab.PrepareAsync([]);
        lab.Link.LoseNext("SADD");

        var refusal = await Assert.ThrowsAsync<RedisUnavailableException>(() => database.SetAddAsync("s", "a"));

        Assert.Contains("AllowRepeatedReply", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("OncePer", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_repeated_where_the_body_or_its_flags_say_that_the_reply_does_not_matter()
    {
        await lab.PrepareAsync([]);
        var database = RedisBodies.Database(lab.Router, RedisRoute.Primary, allowRepeatedReply: true, cancellationToken: Ending);
        lab.Link.LoseNext("SADD");
        Assert.False(await database.SetAddAsync("s", "a"));

        database = RedisBodies.Database(lab.Router, RedisRoute.Primary, cancellationToken: Ending);
        lab.Link.LoseNext("SADD");
        Assert.False(await database.SetAddAsync("s", "b", CommandFlags.CommandRetryWriteLastWins));
        Assert.Equal(2, await lab.Beside.SetLengthAsync("s"));
    }

    private static async Task<string> Text(Task task)
    {
        await task;
        return "done";
    }

    private static async Task<string> Text<T>(Task<T> task) => await task switch
    {
        IEnumerable items and not string => string.Join(',', items.Cast<object>()),
        var item => $"{item}",
    };

    private sealed record Form(string Name, string SetUp, string Losing, Func<IDatabaseAsync, Task<string>> Call, bool IsAnswered = false);
}
