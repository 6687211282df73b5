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
    [InlineData("ZADD {key} GT CH {s} {m}")]
    [InlineData("SET {key} {v} EX 10 GET")]
    [InlineData("XADD {key} MAXLEN 1000 * f v")]
    [InlineData("XADD {key} KEEPREF MAXLEN ~ 5 * f v")]
    [InlineData("XREAD STREAMS {keys} {ids}")]
    [InlineData("XREADGROUP GROUP g c NOACK STREAMS {keys} {ids}")]
    [InlineData("XREADGROUP GROUP g c BLOCK 5 COUNT 1 STREAMS a b > >")]
    [InlineData("XPENDING {key} g IDLE 1000 - + 10 {c}")]
    [InlineData("XPENDING {key} g - + 10")]
    [InlineData("XPENDING {key} g")]
    [InlineData("XCLAIM {key} g c 1000 {ids} IDLE 5 JUSTID")]
    [InlineData("XAUTOCLAIM {key} g c 1000 0-0 COUNT 10 JUSTID")]
    [InlineData("BITCOUNT {key}")]
    [InlineData("BITCOUNT {key} 0 -1 BYTE")]
    [InlineData("BITPOS {key} 1 0 -1 BIT")]
    [InlineData("CONFIG SET a b c d")]
    [InlineData("CONFIG GET {patterns}")]
    [InlineData("HRANDFIELD {key} 5 WITHVALUES")]
    [InlineData("LPOS {key} e COUNT 2 RANK 1")]
    [InlineData("LINSERT {key} BEFORE p e")]
    [InlineData("LINSERT {key} {where} p e")]
    [InlineData("COPY a b DB 1 REPLACE")]
    [InlineData("ZRANGESTORE d s (1 5 BYSCORE")]
    [InlineData("ZUNION 2 a b WITHSCORES")]
    [InlineData("ZUNIONSTORE {d} {n} {keys} AGGREGATE {how}")]
    [InlineData("SCAN 0 TYPE hash MATCH x")]
    [InlineData("FLUSHALL ASYNC")]
    [InlineData("FUNCTION LOAD REPLACE {code}")]
    [InlineData("FCALL f 1 {key} a b")]
    [InlineData("MEMORY USAGE {key} SAMPLES 0")]
    [InlineData("HELLO 3 AUTH u p SETNAME n")]
    [InlineData("CLIENT LIST TYPE normal")]
    [InlineData("CLIENT LIST ID 1 2")]
    [InlineData("CLIENT TRACKING ON REDIRECT 1 PREFIX a PREFIX b BCAST")]
    [InlineData("INFO server clients")]
    [InlineData("LCS a b IDX MINMATCHLEN 2 WITHMATCHLEN")]
    [InlineData("GEOSEARCHSTORE d s FROMMEMBER m BYBOX 1 2 km STOREDIST")]
    [InlineData("GEOADD {key} {places}")]
    [InlineData("GEOADD {key} NX {lon} {lat} {member}")]
    [InlineData("GEORADIUS {key} 1 1 5 km WITHDIST COUNT 5 ASC")]
    [InlineData("SINTERCARD {n} {keys} LIMIT {l}")]
    [InlineData("XTRIM {key} MAXLEN ~ 1000 LIMIT 5")]
    [InlineData("XTRIM {key} MINID 5-0")]
    [InlineData("XINFO STREAM {key} FULL COUNT 1")]
    [InlineData("XSETID {key} 1-1 ENTRIESADDED 5 MAXDELETEDID 0-0")]
    [InlineData("RESTORE {key} 0 {v} REPLACE IDLETIME 5")]
    [InlineData("ACL LOG RESET")]
    [InlineData("SLOWLOG GET 5")]
    [InlineData("ZRANDMEMBER {key} 3 WITHSCORES")]
    [InlineData("HSCAN {key} 0 COUNT 5 NOVALUES")]
    [InlineData("BLPOP {keys} {timeout}")]
    [InlineData("BLPOP {keys} 0.5")]
    [InlineData("HSETEX {key} EX 5 FIELDS 2 f v g w")]
    [InlineData("HSETEX {key} FNX FIELDS {n} {fields}")]
    [InlineData("HGETEX {key} PERSIST FIELDS 1 f")]
    [InlineData("MSETEX 1 {key} v NX EX 5")]
    [InlineData("EVALSHA {sha} {n} {keys}")]
    [InlineData("EVAL {script} 1 {key} {arguments}")]
    [InlineData("ZRANK {key} {m} WITHSCORE")]
    [InlineData("LMPOP {n} {keys} LEFT COUNT {c}")]
    [InlineData("BZMPOP 0 1 {key} MIN")]
    [InlineData("ZADD {key} +inf {m} 1 {n}")]
    [InlineData("INCRBYFLOAT {key} 1e3")]
    [InlineData("SETBIT {key} 7 1")]
    [InlineData("SPOP {key} {count}")]
    [InlineData("SMISMEMBER {key} {members}")]
    [InlineData("HMGET {key} {fields}")]
    [InlineData("OBJECT FREQ {key}")]
    [InlineData("SORT {key} BY nosort GET # GET {pattern}")]
    [InlineData("MSET a:{x} {x} b:{y} {y}")]
    [InlineData("PFMERGE {target} {sources}")]
    [InlineData("COMMAND DOCS {names}")]
    [InlineData("SELECT 0")]
    [InlineData("PUBSUB NUMSUB {channels}")]
    [InlineData("CLUSTER KEYSLOT {key}")]
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
    [InlineData("SET {key} {value} EXX 5", "EX")]
    [InlineData("SET {key} {value} pxatt {until}", "PXAT")]
    [InlineData("EXPIRE {key} 5 NXX", "NX")]
    [InlineData("ZRANGE {key} 0 -1 REVV WITHSCORES", "REV")]
    [InlineData("LINSERT {key} BEFOR p e", "BEFORE")]
    [InlineData("SCAN {cursor} MATHC h* [COUNT {count}]", "MATCH")]

    // Two are as near, or begin otherwise; with it something else is wrong; it is a value.
    [InlineData("SET {key} {value} NX XX 5", null)]
    [InlineData("SET {key} {value} ZX 5", null)]
    [InlineData("SET {key} {value} EXX", null)]
    [InlineData("SET {key} {value} EXX 5 QQQ", null)]
    [InlineData("SET {key} {value} \"EXX\" 5", null)]
    [InlineData("SET {key} {value} EXX{n} 5", null)]
    [InlineData("EXPIRE {key} 5 YY", null)]
    [InlineData("HINCRBY {key} {field} many", null)]
    [InlineData("GET {a} {b}", null)]
    public void A_word_that_is_nearly_right_is_named(string template, string? suggestion)
    {
        var error = Assert.Single(TemplateBinding.Bind(template).Errors);

        Assert.Equal(suggestion, error.Suggestion);
        Assert.Equal(suggestion is not null, error.Message.EndsWith($"; did you mean '{suggestion}'?", StringComparison.Ordinal));
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

    [Theory]
    [InlineData("ZADD {key} 1")]
    [InlineData("ZADD {key} x {m}")]
    [InlineData("ZADD {key} NX XX 1 {m}")]
    [InlineData("MSET a 1 b")]
    [InlineData("XREAD STREAMS a")]
    [InlineData("XREAD STREAMS a b 0")]
    [InlineData("XREAD COUNT 5")]
    [InlineData("SET {key}")]
    [InlineData("LRANGE {key} 0")]
    [InlineData("LINSERT {key} NEAR p e")]
    [InlineData("HSETEX {key} f v")]
    [InlineData("BITFIELD {key} GET u8")]
    [InlineData("XADD {key} * f")]
    [InlineData("XADD {key} f v")]
    [InlineData("XTRIM {key} 1000")]
    [InlineData("GEOADD {key} 1 2")]
    [InlineData("LMPOP 1 {key}")]
    [InlineData("LMPOP 1 {key} UP")]
    [InlineData("EXPIRE {key} 5 YY")]
    [InlineData("COPY a")]
    [InlineData("SINTERCARD 2 a")]
    [InlineData("SINTERCARD 1 a b")]
    [InlineData("SORT {key} LIMIT 0")]
    [InlineData("SCAN 0 MATCH")]
    [InlineData("SCAN 0 5")]
    [InlineData("ZINTER 2 a b WEIGHTS")]
    [InlineData("ZINTERSTORE d 2 a b AGGREGATE AVG")]
    [InlineData("GEOSEARCH {key} FROMMEMBER m")]
    [InlineData("XGROUP CREATE {key} g")]
    [InlineData("SETEX {key} {value} soon x")]
    [InlineData("SET {key} {value} EX {ttl} PX {ttl}")]
    [InlineData("HELLO three")]
    [InlineData("INCRBY {key} 1.5")]
    [InlineData("EVAL {script} one {key}")]
    public void A_wrong_template_does_not_bind(string template)
    {
        var error = Assert.Single(TemplateBinding.Bind(template).Errors);

        Assert.Equal(TemplateErrorKind.Arguments, error.Kind);
        Assert.InRange(error.Start, 0, template.Length - error.Length);
    }
}
