using FsCheck.Xunit;
using RedisSafety.Once;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

public sealed class OnceTokenKeyTests
{
    [Theory]
    [InlineData("stock:A", "once:{stock:A}:INCRBY:t")]
    [InlineData("cart:{7}:items", "once:cart:{7}:items:INCRBY:t")]
    [InlineData("open{", "once:{open{}:INCRBY:t")]
    public void A_token_shows_its_key(string key, string expected) =>
        Assert.Equal(expected, (string?)OnceTokenKey.Of(key, "INCRBY", "t"));

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
