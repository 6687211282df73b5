using RedisSafety.Commands.Templates;

namespace RedisSafety.Commands.Tests.Templates;

public sealed class TemplateMeaningTests
{
    [Theory]
    [InlineData("GET {key}", RetryCategory.ReadOnly)]
    [InlineData("SET {key} {value}", RetryCategory.WriteLastWins)]
    [InlineData("SET {key} {value} NX", RetryCategory.WriteChecked)]
    [InlineData("SET {key} {value} nx", RetryCategory.WriteChecked)]
    [InlineData("SET {key} NX", RetryCategory.WriteLastWins)]
    [InlineData("SET NX {value}", RetryCategory.WriteLastWins)]
    [InlineData("SET {key} {value} GET", RetryCategory.WriteAccumulating)]
    [InlineData("SET {key} {value} XX GET", RetryCategory.WriteAccumulating)]
    [InlineData("SET {key} {value} IFEQ {old}", RetryCategory.WriteChecked)]
    [InlineData("XADD {key} * f {v}", RetryCategory.WriteAccumulating)]
    [InlineData("XADD {key} {id} f {v}", RetryCategory.WriteAccumulating)]
    [InlineData("XADD {key} 5-* f {v}", RetryCategory.WriteAccumulating)]
    [InlineData("XADD {key} 5-1 f {v}", RetryCategory.WriteChecked)]
    [InlineData("XADD {key} {ms}-{sequence} f {v}", RetryCategory.WriteChecked)]
    [InlineData("SORT {key} BY w_* GET o_*", RetryCategory.ReadOnly)]
    [InlineData("SORT {key} STORE {target}", RetryCategory.WriteAccumulating)]
    [InlineData("SORT all:{key} STORE sorted:{key}", RetryCategory.WriteLastWins)]
    [InlineData("GEORADIUS {key} 1 1 5 km STORE {target}", RetryCategory.WriteAccumulating)]
    [InlineData("GEORADIUS all:{key} 1 1 5 km STORE near:{key}", RetryCategory.WriteLastWins)]
    [InlineData("ZADD {key} 1 {member}", RetryCategory.WriteLastWins)]
    [InlineData("ZADD {key} NX 1 {member}", RetryCategory.WriteChecked)]
    [InlineData("ZADD {key} INCR 1 {member}", RetryCategory.WriteAccumulating)]
    [InlineData("ZADD {key} 1 INCR", RetryCategory.WriteLastWins)]
    [InlineData("EXPIRE {key} {ttl} NX", RetryCategory.WriteChecked)]
    [InlineData("EXPIRE {key} {ttl}", RetryCategory.WriteLastWins)]
    [InlineData("BITFIELD {key} INCRBY u8 0 1", RetryCategory.WriteAccumulating)]
    [InlineData("BITFIELD {key} GET u8 0 SET u8 0 1", RetryCategory.WriteLastWins)]
    [InlineData("BITFIELD {key} GET u8 0", RetryCategory.ReadOnly)]
    [InlineData("LREM {key} 0 {value}", RetryCategory.WriteLastWins)]
    [InlineData("LREM {key} 1 0", RetryCategory.WriteAccumulating)]
    [InlineData("LPOP {key}", RetryCategory.WriteAccumulating)]
    [InlineData("EVAL_RO {script} 0", RetryCategory.ReadOnly)]
    [InlineData("EVAL {script} 0", RetryCategory.Never)]
    [InlineData("CONFIG SET maxmemory 1mb", RetryCategory.Never)]
    public void A_second_sending_is_judged_by_the_arguments(string template, RetryCategory expected)
    {
        var binding = TemplateBinding.Bind(template);

        Assert.Empty(binding.Errors);
        Assert.Equal(expected, binding.RetryCategory);
    }

    [Theory]
    [InlineData("SET {key} {value} EX {t}", TimeForm.Seconds)]
    [InlineData("SET {key} {value} [PX {t}]", TimeForm.Milliseconds)]
    [InlineData("SET {key} {value} EXAT {t}", TimeForm.UnixSeconds)]
    [InlineData("SET {key} {value} PXAT {t}", TimeForm.UnixMilliseconds)]
    [InlineData("EXPIRE {key} {t}", TimeForm.Seconds)]
    [InlineData("PEXPIRE {key} {t}", TimeForm.Milliseconds)]
    [InlineData("EXPIREAT {key} {t}", TimeForm.UnixSeconds)]
    [InlineData("PEXPIREAT {key} {t}", TimeForm.UnixMilliseconds)]
    [InlineData("SETEX {key} {t} {value}", TimeForm.Seconds)]
    [InlineData("PSETEX {key} {t} {value}", TimeForm.Milliseconds)]
    [InlineData("GETEX {key} EX {t}", TimeForm.Seconds)]
    [InlineData("RESTORE {key} {t} {value}", TimeForm.Milliseconds)]
    [InlineData("BLPOP {key} {t}", TimeForm.Seconds)]
    [InlineData("BRPOPLPUSH {key} {other} {t}", TimeForm.Seconds)]
    [InlineData("BLMOVE {key} {other} LEFT LEFT {t}", TimeForm.Seconds)]
    [InlineData("WAIT 1 {t}", TimeForm.Milliseconds)]
    [InlineData("XREAD BLOCK {t} STREAMS {key} {id}", TimeForm.Milliseconds)]
    [InlineData("XCLAIM {key} {group} {consumer} {t} {id}", TimeForm.Milliseconds)]
    [InlineData("XCLAIM {key} {group} {consumer} 0 {id} TIME {t}", TimeForm.UnixMilliseconds)]
    [InlineData("HEXPIRE {key} {t} FIELDS 1 {field}", TimeForm.Seconds)]
    [InlineData("HPEXPIREAT {key} {t} FIELDS 1 {field}", TimeForm.UnixMilliseconds)]
    [InlineData("HINCRBY {key} {field} {t}", TimeForm.None)]
    [InlineData("LRANGE {key} 0 {t}", TimeForm.None)]
    public void A_time_is_taken_in_the_form_of_the_argument(string template, TimeForm expected)
    {
        var binding = TemplateBinding.Bind(template);

        Assert.Empty(binding.Errors);
        Assert.Equal(expected, binding.Tokens.Single(static token => token.Token.Placeholder?.Name == "t").Time);
    }

    [Theory]
    [InlineData("GET {x}", SharedConnectionUse.Allowed)]
    [InlineData("BLPOP {x} 0", SharedConnectionUse.Blocking)]
    [InlineData("XREAD STREAMS {x} 0", SharedConnectionUse.Allowed)]
    [InlineData("XREAD BLOCK 0 STREAMS {x} 0", SharedConnectionUse.Blocking)]
    [InlineData("XREAD STREAMS BLOCK 0", SharedConnectionUse.Allowed)]
    [InlineData("WAIT 1 0", SharedConnectionUse.ReplicationWait)]
    [InlineData("MULTI", SharedConnectionUse.Transaction)]
    [InlineData("SUBSCRIBE {x}", SharedConnectionUse.Subscription)]
    [InlineData("SELECT 1", SharedConnectionUse.ConnectionState)]
    [InlineData("PUBLISH {x} {y}", SharedConnectionUse.Allowed)]
    public void What_a_shared_connection_cannot_run_comes_with_advice(string template, SharedConnectionUse expected)
    {
        var binding = TemplateBinding.Bind(template);

        Assert.Empty(binding.Errors);
        Assert.Equal(expected, binding.ConnectionUseOf(out var advice));
        Assert.Equal(expected == SharedConnectionUse.Allowed, advice is null);
    }

    [Theory]
    [InlineData("HSET {key} {x}", TokenRole.Groups, true)]
    [InlineData("MSET {x}", TokenRole.Groups, true)]
    [InlineData("DEL {x}", TokenRole.Value, true)]
    [InlineData("GET {x}", TokenRole.Value, false)]
    [InlineData("SET {key} {x}", TokenRole.Value, false)]
    [InlineData("LPUSH {key} a {x}", TokenRole.Value, true)]
    [InlineData("ZINTER {n} {x} WEIGHTS {w}", TokenRole.Value, true)]
    public void A_placeholder_is_known_to_take_one_value_or_many(string template, TokenRole role, bool allowsMany)
    {
        var token = TemplateBinding.Bind(template).Tokens.Single(static token => token.Token.Placeholder?.Name == "x");

        Assert.Equal((role, allowsMany), (token.Role, token.AllowsMany));
    }

    [Theory]
    [InlineData("HSET {key} {x}", PlaceholderShape.Groups, true)]
    [InlineData("HSET {key} {x}", PlaceholderShape.One, false)]
    [InlineData("HSET {key} {x}", PlaceholderShape.Many, false)]
    [InlineData("DEL {x}", PlaceholderShape.Many, true)]
    [InlineData("DEL {x}", PlaceholderShape.One, true)]
    [InlineData("DEL {x}", PlaceholderShape.Groups, false)]
    [InlineData("GET {x}", PlaceholderShape.Many, false)]
    [InlineData("SET {x} value", PlaceholderShape.Groups, false)]
    [InlineData("EVAL s 2 {x} {x}", PlaceholderShape.One, true)]
    [InlineData("EVAL s 2 {x}", PlaceholderShape.Many, true)]
    [InlineData("EVAL s 2 {x}", PlaceholderShape.One, false)]
    public void What_a_type_becomes_decides(string template, PlaceholderShape shape, bool fits) =>
        Assert.Equal(fits, TemplateBinding.Bind(
            CommandTemplate.Parse(template),
            placeholder => placeholder.Name == "x" ? shape : PlaceholderShape.One).IsValid);

    [Theory]
    [InlineData("GET k", "1.0.0")]
    [InlineData("SET k v PXAT 1", "6.2.0")]
    [InlineData("SET k v IFEQ w", "8.4.0")]
    [InlineData("HGETEX k FIELDS 1 f", "8.0.0")]
    public void The_version_is_that_of_the_newest_part(string template, string since) =>
        Assert.Equal(Version.Parse(since), TemplateBinding.Bind(template).Since);
}
