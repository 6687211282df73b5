using RedisSafety.Commands.Templates;

namespace RedisSafety.Commands.Tests.Templates;

public sealed class TemplateBindingTests
{
    [Theory]
    [InlineData("GET cart:{id}")]
    [InlineData("get cart:{id}")]
    [InlineData("SET product:{product.Id} {product} EX {ttl}")]
    [InlineData("SET product:{product.Id} {product} [EX {ttl}]")]
    [InlineData("SET {key} {value} EX {ttl} NX")]
    [InlineData("SET {key} {value} GET NX")]
    [InlineData("SET {key} {value} {when}")]
    [InlineData("HINCRBY cart:{cartId} {sku} {quantity}")]
    [InlineData("HINCRBY cart:{cartId} {sku} -1")]
    [InlineData("HSET {key} {fields}")]
    [InlineData("HSET {key} {field} {value} other {value}")]
    [InlineData("HSET {key} {field} {value} {more}")]
    [InlineData("MSET {pairs}")]
    [InlineData("ZADD {key} {members}")]
    [InlineData("ZADD {key} NX CH {score} {member}")]
    [InlineData("ZADD {key} CH NX {score} {member}")]
    [InlineData("ZCOUNT {key} (1 +inf")]
    [InlineData("ZRANGEBYLEX {key} [[a (c")]
    [InlineData("ZRANGE {key} 0 -1 REV WITHSCORES")]
    [InlineData("ZRANGE {key} {min} {max} BYSCORE LIMIT {offset} {count} REV")]
    [InlineData("ZINTER 2 a b WEIGHTS 1 2")]
    [InlineData("ZINTER {n} {keys} WEIGHTS {weights} AGGREGATE MAX")]
    [InlineData("EVAL {script} 1 {key} {a} {b}")]
    [InlineData("EVAL {script} 0")]
    [InlineData("EVAL {script} {n} {keys} {values}")]
    [InlineData("XADD {stream} * field {value}")]
    [InlineData("XADD {stream} MAXLEN ~ 1000 LIMIT 10 * {fields}")]
    [InlineData("XADD {stream} NOMKSTREAM MINID = {min} {id} {fields}")]
    [InlineData("XREAD COUNT 10 STREAMS {a} {b} 0 $")]
    [InlineData("XREADGROUP GROUP {group} {consumer} COUNT 10 STREAMS {stream} >")]
    [InlineData("XGROUP CREATE {stream} {group} $ MKSTREAM")]
    [InlineData("BITFIELD {key} GET u8 0 OVERFLOW SAT INCRBY i5 #1 1 SET u4 0 {n}")]
    [InlineData("GEOSEARCH {key} FROMLONLAT {lon} {lat} BYRADIUS {r} km ASC COUNT 5 ANY WITHDIST")]
    [InlineData("SORT {key} BY w_* LIMIT 0 5 GET # GET o_* DESC ALPHA STORE {dest}")]
    [InlineData("SCAN {cursor} MATCH h[ae]llo* COUNT 100 TYPE string")]
    [InlineData("SCAN {cursor} [MATCH {pattern}] [COUNT {count}]")]
    [InlineData("LPOP {key} [{count}]")]
    [InlineData("PING")]
    [InlineData("SET {key} \"\"")]
    [InlineData("SET {key} \"two words {x}\"")]
    [InlineData("CLIENT KILL ID 5 TYPE normal SKIPME no")]
    [InlineData("SINTERCARD 2 a b LIMIT 5")]
    [InlineData("EXPIRE {key} {ttl} NX")]
    [InlineData("GETEX {key} PERSIST")]
    [InlineData("LMPOP 1 {key} LEFT COUNT 2")]
    [InlineData("BLPOP a b 0")]
    [InlineData("DEL {keys}")]
    [InlineData("COMMAND")]
    [InlineData("OBJECT ENCODING {key}")]
    public void A_correct_template_binds(string template)
    {
        var binding = TemplateBinding.Bind(template);

        Assert.Empty(binding.Errors);
        Assert.Equal(binding.Template.Tokens.Count, binding.Tokens.Count);
    }

    [Theory]
    [InlineData("HINCRBY {key} {field}", "HINCRBY expects key field increment; 'increment' is missing", 14, 7)]
    [InlineData("GET", "GET expects key; 'key' is missing", 0, 3)]
    [InlineData("GET {a} {b}", "GET expects key; '{b}' is one too many", 8, 3)]
    [InlineData("HINCRBY {key} {field} many", "HINCRBY expects key field increment; 'many' stands where increment (a number) is expected", 22, 4)]
    [InlineData("DBSIZE all", "DBSIZE expects no arguments; 'all' is one too many", 7, 3)]
    [InlineData("HSET {key} f {v} g", null, 17, 1)]
    [InlineData("SET {key} {value} EX", null, 18, 2)]
    [InlineData("SET {key} {value} EX ten", null, 21, 3)]
    [InlineData("SET {key} {value} NX XX", null, 21, 2)]
    [InlineData("EVAL {script} 2 a", null, 16, 1)]
    [InlineData("SET {key} [{value}]", null, 10, 9)]
    [InlineData("[GET {key}]", null, 0, 11)]
    [InlineData("EXPIRE {key} soon", null, 13, 4)]
    public void Wrong_arguments_are_reported_where_they_stand(string template, string? message, int start, int length)
    {
        var error = Assert.Single(TemplateBinding.Bind(template).Errors);

        Assert.Equal(TemplateErrorKind.Arguments, error.Kind);
        if (message is not null)
        {
            Assert.Equal(message, error.Message);
        }

        Assert.Equal((start, length), (error.Start, error.Length));
    }

    [Theory]
    [InlineData("HGETAL {key}", "HGETALL", 0, 6)]
    [InlineData("GTE {key}", "GET", 0, 3)]
    [InlineData("XGROUP CRAETE {key} {group} $", "CREATE", 7, 6)]
    [InlineData("FROBNICATE {key}", null, 0, 10)]
    [InlineData("{command} {key}", null, 0, 9)]
    [InlineData("XGROUP", null, 0, 6)]
    public void An_unknown_command_is_reported_with_the_nearest(string template, string? suggestion, int start, int length)
    {
        var error = Assert.Single(TemplateBinding.Bind(template).Errors);

        Assert.Equal(TemplateErrorKind.UnknownCommand, error.Kind);
        Assert.Equal(suggestion, error.Suggestion);
        Assert.Equal((start, length), (error.Start, error.Length));
    }
}
