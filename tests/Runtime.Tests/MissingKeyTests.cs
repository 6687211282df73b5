using RedisSafety.Calls;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>Which replies could be those of a server without the key.</summary>
public sealed class MissingKeyTests
{
    public static TheoryData<object?> OfAKeyThatIsThere =>
    [
        "text", 1L, -1L, true, 0.5, RedisType.Hash, TimeSpan.FromSeconds(1),
        (RedisValue)"", (RedisValue)"value", (RedisValue)0,
        new RedisValue[] { RedisValue.Null, "field" }, new[] { new HashEntry("field", "value") }, new[] { false, true }, new[] { 0L, 1L },
        RedisResult.Create((RedisValue)"value"), RedisResult.Create((RedisValue)3),
        Results("0", "member"), Results(RedisValue.Null, "field"),
    ];

    public static TheoryData<object?> OfAKeyThatMayBeMissing =>
    [
        (object?)null, "", "none", 0L, -2L, false, RedisType.None, RedisValue.Null,
        Array.Empty<RedisValue>(), new[] { RedisValue.Null, RedisValue.Null }, Array.Empty<HashEntry>(),
        new[] { false, false }, new double?[] { null },
        RedisResult.Create(RedisValue.Null), RedisResult.Create((RedisValue)0), RedisResult.Create((RedisValue)(-2)),
        Results(), Results("0"),
        RedisResult.Create([RedisResult.Create((RedisValue)"0"), Results()]), new[] { Results(), RedisResult.Create(RedisValue.Null) },
    ];

    [Theory]
    [MemberData(nameof(OfAKeyThatIsThere), DisableDiscoveryEnumeration = true)]
    public void A_reply_that_shows_the_key_is_taken(object? reply) => Assert.False(IsPossible(reply));

    [Theory]
    [MemberData(nameof(OfAKeyThatMayBeMissing), DisableDiscoveryEnumeration = true)]
    public void A_reply_that_a_missing_key_gives_as_well_is_confirmed(object? reply) => Assert.True(IsPossible(reply));

    [Fact]
    public void Of_several_keys_only_MGET_shows_that_all_are_there()
    {
        Assert.False(MissingKey.IsPossible<RedisValue[]>(Operation<RedisValue[]>("MGET", 2), ["a", ""]));
        Assert.False(MissingKey.IsPossible(Operation<RedisResult>("MGET", 2), Results("a", "b")));
        Assert.True(MissingKey.IsPossible<RedisValue[]>(Operation<RedisValue[]>("MGET", 2), ["a", RedisValue.Null]));
        Assert.True(MissingKey.IsPossible(Operation<RedisResult>("MGET", 2), Results("a", RedisValue.Null)));
        Assert.True(MissingKey.IsPossible<RedisValue[]>(Operation<RedisValue[]>("SUNION", 2), ["a", "b"]));
        Assert.True(MissingKey.IsPossible(Operation<long>("EXISTS", 2), 1L));
    }

    [Theory]
    [InlineData("ERR no such key", true)]
    [InlineData("NOGROUP No such consumer group 'g' for key name 'k'", true)]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value", false)]
    [InlineData("NOPERM this user has no permissions to access one of the keys", false)]
    public void Errors_about_a_missing_key_are_confirmed(string message, bool isReported) =>
        Assert.Equal(isReported, MissingKey.IsReportedBy(new RedisServerException(RedisErrorKind.None, CommandFlags.None, message)));

    private static RedisResult Results(params RedisValue[] values) => RedisResult.Create(values);

    private static bool IsPossible(object? reply) => reply switch
    {
        long number => MissingKey.IsPossible(Operation<long>("GET", 1), number),
        bool flag => MissingKey.IsPossible(Operation<bool>("GET", 1), flag),
        double number => MissingKey.IsPossible(Operation<double>("GET", 1), number),
        RedisType type => MissingKey.IsPossible(Operation<RedisType>("TYPE", 1), type),
        TimeSpan time => MissingKey.IsPossible(Operation<TimeSpan?>("TTL", 1), time),
        RedisValue value => MissingKey.IsPossible(Operation<RedisValue>("GET", 1), value),
        _ => MissingKey.IsPossible(Operation<object?>("GET", 1), reply),
    };

    private static RedisOperation<bool, TReply, bool> Operation<TReply>(string command, int keys) => new(
        command, RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (_, _, _) => throw new NotSupportedException(), static (_, _) => true)
    { Key = static _ => "key", Keys = keys == 1 ? null : static _ => ["key", "other"] };
}
