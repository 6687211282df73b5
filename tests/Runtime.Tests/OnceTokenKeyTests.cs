using FsCheck.Xunit;
using RedisSafety.Once;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

public sealed class OnceTokenKeyTests
{
    [Theory]
    [InlineData("stock:A", "once:{stock:A}:INCRBY:")]
    [InlineData("cart:{7}:items", "once:{7}:INCRBY:")]
    [InlineData("open{", "once:{open{}:INCRBY:")]
    public void A_token_shows_its_key(string key, string expected) =>
        Assert.StartsWith(expected, (string?)OnceTokenKey.Of(key, "INCRBY", "t"), StringComparison.Ordinal);

    // What one text lacks at its end, the next has at its beginning.
    [Theory]
    [InlineData("a", "INCRBY", "t", "{a}", "INCRBY", "t")]
    [InlineData("a", "INCRBY", "b:INCRBY:t", "{a}:INCRBY:b", "INCRBY", "t")]
    [InlineData("{a}b", "INCR", "t", "{a}", "INCR", "bt")]
    [InlineData("a", "INCR", "BY:t", "a", "INCRBY", "t")]
    [InlineData("{a}", "INCR", "t", "{a}1", "INCR", "t")]
    public void Different_calls_never_share_a_token(string key, string command, string token, string otherKey, string otherCommand, string otherToken) =>
        Assert.NotEqual(OnceTokenKey.Of(key, command, token), OnceTokenKey.Of(otherKey, otherCommand, otherToken));

    [Property]
    public bool Different_calls_share_no_token(byte[] key, byte[] token, byte[] otherKey, byte[] otherToken) =>
        OnceTokenKey.Of((RedisKey)key, "INCRBY", token) != OnceTokenKey.Of((RedisKey)otherKey, "INCRBY", otherToken)
            || (key.AsSpan().SequenceEqual(otherKey) && token.AsSpan().SequenceEqual(otherToken));

    [Fact]
    public void A_token_and_a_key_of_a_megabyte_make_a_short_key()
    {
        var megabyte = new string('x', 1 << 20);

        Assert.InRange(((byte[])OnceTokenKey.Of(megabyte, "INCRBY", megabyte)!).Length, 1, 160);
        Assert.Equal(HashSlot.Of(megabyte), HashSlot.Of(OnceTokenKey.Of(megabyte, "INCRBY", megabyte)));
        Assert.InRange(((byte[])OnceTokenKey.Of("k", string.Join('+', Enumerable.Repeat("INCRBY", 100)), "t")!).Length, 1, 160);
    }

    [Theory]
    [InlineData("")]
    [InlineData("}")]
    [InlineData("{}")]
    [InlineData("{}{a}")]
    [InlineData("a}b{")]
    public void A_token_shares_the_slot_of_a_key_with_braces_that_are_no_tag(string key) =>
        Assert.Equal(HashSlot.Of(key), HashSlot.Of(OnceTokenKey.Of(key, "INCRBY", "{other}")));

    [Property]
    public bool A_token_shares_the_slot_of_any_key(byte[] key, byte[] token) =>
        HashSlot.Of(key) == HashSlot.Of(OnceTokenKey.Of((RedisKey)key, "INCRBY", token));

    // Letters that fall on braces again and again.
    [Property]
    public bool A_token_shares_the_slot_of_any_key_with_braces(int[] letters)
    {
        var key = string.Concat(letters.Select(letter => "{}ab"[(int)((uint)letter % 4)]));
        return HashSlot.Of(key) == HashSlot.Of(OnceTokenKey.Of(key, "INCRBY", key));
    }
}
