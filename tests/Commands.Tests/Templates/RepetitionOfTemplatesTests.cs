using RedisSafety.Commands.Templates;

namespace RedisSafety.Commands.Tests.Templates;

/// <summary>What is not known before the call counts as the worse.</summary>
public sealed class RepetitionOfTemplatesTests
{
    [Theory]
    [InlineData("SDIFFSTORE {d} {a} {b}", RetryCategory.WriteAccumulating)]
    [InlineData("SDIFFSTORE diff:{x} set:{x} set:{y}", RetryCategory.WriteLastWins)]
    [InlineData("SDIFFSTORE {x}:diff {x}:a {x}:b", RetryCategory.WriteLastWins)]
    [InlineData("SDIFFSTORE diff:{x} {keys}", RetryCategory.WriteAccumulating)]
    [InlineData("SUNIONSTORE {d} {d} {a}", RetryCategory.WriteLastWins)]
    [InlineData("ZUNIONSTORE total:{day} 2 total:{day} sales:{day}", RetryCategory.WriteAccumulating)]
    [InlineData("ZUNIONSTORE total:{day} 2 sales:{day} sales:{other}", RetryCategory.WriteLastWins)]
    [InlineData("ZUNIONSTORE sales:{day} 2 sales:{a} sales:{b}", RetryCategory.WriteAccumulating)]
    [InlineData("ZUNIONSTORE sales:{day} 1 sales:{day}:new", RetryCategory.WriteLastWins)]
    [InlineData("ZUNIONSTORE d:{x} {count} {keys}", RetryCategory.WriteAccumulating)]
    [InlineData("ZRANGESTORE top {all} 0 9", RetryCategory.WriteAccumulating)]
    [InlineData("ZRANGESTORE top all 0 9", RetryCategory.WriteLastWins)]
    [InlineData("BITOP {operation} d d s", RetryCategory.WriteAccumulating)]
    [InlineData("BITOP {operation} d a s", RetryCategory.WriteLastWins)]
    [InlineData("LTRIM log:{x} 0 99", RetryCategory.WriteLastWins)]
    [InlineData("LTRIM log:{x} 0 {last}", RetryCategory.WriteAccumulating)]
    [InlineData("LTRIM log:{x} {first} -1", RetryCategory.WriteAccumulating)]
    [InlineData("LREM l {count} x", RetryCategory.WriteAccumulating)]
    [InlineData("LREM l 0 {x}", RetryCategory.WriteLastWins)]
    [InlineData("ZREMRANGEBYRANK top 0 -101", RetryCategory.WriteLastWins)]
    [InlineData("XADD x {id} f v", RetryCategory.WriteAccumulating)]
    [InlineData("XADD x {time}-0 f v", RetryCategory.WriteChecked)]
    [InlineData("SET k NX", RetryCategory.WriteLastWins)]
    [InlineData("SET k {v} {when} [EX {s}]", RetryCategory.WriteChecked)]
    [InlineData("XTRIM x MAXLEN ~ 10 [LIMIT {n}]", RetryCategory.WriteAccumulating)]
    public void The_data(string template, RetryCategory category) => Assert.Equal(category, Bind(template).RetryCategory);

    [Theory]
    [InlineData("SET k v", RepeatedReply.Same)]
    [InlineData("SET k NX", RepeatedReply.Same)]
    [InlineData("SET k v {when} [EX {s}]", RepeatedReply.Differs)]
    [InlineData("SET k v [EX {s}]", RepeatedReply.Same)]
    [InlineData("SET k v NX GET", RepeatedReply.Same)]
    [InlineData("EXPIRE k 10", RepeatedReply.Same)]
    [InlineData("EXPIRE k 10 {when}", RepeatedReply.Differs)]
    [InlineData("ZADD z XX 1 m", RepeatedReply.Same)]
    [InlineData("ZADD z {condition} 1 m", RepeatedReply.Differs)]
    [InlineData("BITFIELD k GET u8 0 [SET u8 0 {x}]", RepeatedReply.Differs)]
    [InlineData("XGROUP CREATE x g 0", RepeatedReply.Fails)]
    public void The_reply(string template, RepeatedReply reply) => Assert.Equal(reply, Bind(template).RepetitionOf(static _ => NumberSign.Unknown).Reply);

    [Fact]
    public void A_number_that_is_never_negative_decides() => Assert.Equal(
        RetryCategory.WriteLastWins,
        Bind("LTRIM log 0 {last}").RepetitionOf(static token => token.Token.Literal is null ? NumberSign.NotNegative : NumberSign.Unknown).Category);

    [Fact]
    public void Many_optional_groups_count_one_by_one() => Assert.Equal(
        RepeatedReply.Differs,
        Bind("BITFIELD k [GET u8 {a}] [GET u8 {b}] [GET u8 {c}] [GET u8 {d}] [GET u8 {e}] [SET u8 0 {x}]").RepetitionOf(static _ => NumberSign.Unknown).Reply);

    private static TemplateBinding Bind(string template)
    {
        var binding = TemplateBinding.Bind(template);
        Assert.Empty(binding.Errors);
        return binding;
    }
}
