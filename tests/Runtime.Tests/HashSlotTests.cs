using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests;

public sealed class HashSlotTests
{
    // 12739 is the Cluster specification's own check value (0x31C3); the others are what CLUSTER KEYSLOT answers.
    [Theory]
    [InlineData("123456789", 12739)]
    [InlineData("foo", 12182)]
    [InlineData("{foo}.bar", 12182)]
    [InlineData("a{foo}{bar}", 12182)]
    [InlineData("", 0)]
    public void A_key_has_the_slot_that_the_server_gives_it(string key, int slot) => Assert.Equal(slot, HashSlot.Of(key));

    [Fact]
    public void An_empty_hash_tag_is_none() => Assert.NotEqual(HashSlot.Of("{}foo"), HashSlot.Of("{}bar"));
}
