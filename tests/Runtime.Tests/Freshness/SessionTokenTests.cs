using System.Security.Cryptography;
using FsCheck.Xunit;
using RedisSafety.Replication;
using RedisSafety.Sessions;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class SessionTokenTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly SessionTokenCodec Codec = new([Key]);

    [Property]
    public bool A_token_says_what_was_written(ulong[] histories, long offset, bool isComplete)
    {
        SessionPlace[] places = [.. histories.Take(8).Select(history => new SessionPlace(history, offset))];
        var token = Codec.Write(new(DateTimeOffset.UnixEpoch.AddSeconds(5), isComplete, places));

        return Codec.Read(token) is { } read
            && read.IsComplete == isComplete
            && read.IssuedAt == DateTimeOffset.UnixEpoch.AddSeconds(5)
            && read.Places.SequenceEqual(places)
            && token.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
    }

    [Fact]
    public void A_token_with_any_letter_changed_is_refused()
    {
        var token = SomeToken();
        for (var at = 0; at < token.Length; at++)
        {
            for (var other = 0; other < 2; other++)
            {
                var changed = token[at] == "AQ"[other] ? 'g' : "AQ"[other];
                var forged = token[..at] + changed + token[(at + 1)..];

                // The last letter may hold bits beyond the bytes: the same token in another spelling.
                Assert.True(Codec.Read(forged) is null || at == token.Length - 1, forged);
            }
        }
    }

    [Fact]
    public void A_truncated_token_is_refused()
    {
        var token = SomeToken();
        for (var length = 0; length < token.Length; length++)
        {
            Assert.Null(Codec.Read(token[..length]));
            Assert.Null(Codec.Read(token[length..][1..]));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("not a token")]
    [InlineData("☃☃☃☃")]
    [InlineData("AAAA\r\nSet-Cookie: x=y")]
    public void What_is_no_token_is_refused(string? token) => Assert.Null(Codec.Read(token));

    [Theory]
    [InlineData(SessionTokenCodec.LongestToken + 1)]
    [InlineData(1_000_000)]
    public void An_oversized_token_is_refused_unread(int length) => Assert.Null(Codec.Read(new string('A', length)));

    [Fact]
    public void A_token_of_other_keys_is_refused() => Assert.Null(new SessionTokenCodec([]).Read(SomeToken()));

    [Fact]
    public void A_key_can_be_replaced_without_a_gap()
    {
        var next = RandomNumberGenerator.GetBytes(32);
        var both = new SessionTokenCodec([next, Key]);

        Assert.NotNull(both.Read(SomeToken()));
        Assert.NotNull(new SessionTokenCodec([next]).Read(both.Write(new(DateTimeOffset.UnixEpoch, true, []))));
    }

    [Fact]
    public void More_places_than_fit_leave_a_token_that_says_so()
    {
        var token = Codec.Write(new(DateTimeOffset.UnixEpoch, true, [.. Enumerable.Range(0, 1_000).Select(static i => new SessionPlace((ulong)i, i))]));

        Assert.InRange(token.Length, 1, SessionTokenCodec.LongestToken);
        Assert.False(Codec.Read(token)!.IsComplete);
    }

    [Fact]
    public void As_many_places_as_fit_are_carried()
    {
        var token = Codec.Write(new(DateTimeOffset.UnixEpoch, true, [.. Enumerable.Range(0, 90).Select(static i => new SessionPlace((ulong)i, i))]));

        Assert.InRange(token.Length, 1, SessionTokenCodec.LongestToken);
        Assert.Equal(90, Codec.Read(token)!.Places.Count);
    }

    private static string SomeToken() => Codec.Write(new(DateTimeOffset.UnixEpoch.AddDays(1), true, [new(1, 2), new(3, 4)]));
}
