using System.Text;
using FsCheck.Xunit;
using RedisSafety.Sessions;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class WriteTimesTests
{
    [Property]
    public bool A_key_is_never_told_an_earlier_moment_than_its_last_write((ushort Key, byte Moment)[] writes)
    {
        var times = new WriteTimes();
        var last = new Dictionary<ushort, long>();
        foreach (var (key, moment) in writes)
        {
            times.Note($"key:{key}", moment);
            last[key] = Math.Max(last.GetValueOrDefault(key), moment);
        }

        return last.All(write => times.Of($"key:{write.Key}") >= write.Value) && times.OfAnyKey() >= last.Values.DefaultIfEmpty(long.MinValue).Max();
    }

    [Fact]
    public void A_key_that_nobody_wrote_has_no_moment()
    {
        var times = new WriteTimes();
        times.Note("written", 5);

        Assert.Equal(long.MinValue, times.Of("another"));
    }

    [Fact]
    public void A_write_of_unknown_keys_counts_for_every_key()
    {
        var times = new WriteTimes();
        times.NoteEveryKey(7);
        times.Note("key", 5);

        Assert.Equal(7, times.Of("key"));
        Assert.Equal(7, times.Of("another"));
    }

    [Theory]
    [InlineData("cart:1")]
    [InlineData("")]
    [InlineData("schlüssel:ß:☃")]
    public void A_key_is_the_same_however_it_is_written(string key)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);

        Assert.Equal(KeyHash.Of(key), KeyHash.Of(bytes));
        Assert.Equal(KeyHash.Of(key), KeyHash.Of(((RedisKey)key[(key.Length / 2)..]).Prepend(key[..(key.Length / 2)])));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_a_key_too()
    {
        byte[] bytes = [0xFF, 0xFE, 0x00, 0x80];

        Assert.Equal(KeyHash.Of(bytes), KeyHash.Of(((RedisKey)bytes).Append("")));
    }

    [Fact]
    public void A_long_key_is_hashed_whole() => Assert.NotEqual(KeyHash.Of(new string('k', 5_000) + "a"), KeyHash.Of(new string('k', 5_000) + "b"));

    [Fact]
    public void Noting_and_asking_allocate_nothing()
    {
        var times = new WriteTimes();
        RedisKey key = "cart:12345";
        times.Note(key, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            times.Note(key, i);
            times.Of(key);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_table_is_at_most_a_mebibyte() => Assert.InRange(WriteTimes.Entries * sizeof(long), 1, 1 << 20);
}
