using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF0009CodeFixTests
{
    [Theory]
    [InlineData("""[Primary("RENAME cart:{id} order:{id}")] public partial Task M(int id);""", """[Primary("RENAME cart:{{{id}}} order:{{{id}}}")] public partial Task M(int id);""")]
    [InlineData("""[Primary("INCR a:{id}", "INCR b:{id}")] public partial Task M(int id);""", """[Primary("INCR a:{{{id}}}", "INCR b:{{{id}}}")] public partial Task M(int id);""")]
    [InlineData("""[Primary("SUNIONSTORE {to} a:{shop.Length}:{n} b:{shop.Length}")] public partial Task M(RedisKey to, string shop, int n);""", """[Primary("SUNIONSTORE {to} a:{{{shop.Length}}}:{n} b:{{{shop.Length}}}")] public partial Task M(RedisKey to, string shop, int n);""")]
    [InlineData("""[Primary("a:{x} b:{x} , {n}", Script = "return 1")] public partial Task M(int x, int n);""", """[Primary("a:{{{x}}} b:{{{x}}} , {n}", Script = "return 1")] public partial Task M(int x, int n);""")]
    [InlineData("""[Primary(@"RENAME ""a {id}"" b:{id}")] public partial Task M(int id);""", """[Primary(@"RENAME ""a {{{id}}}"" b:{{{id}}}")] public partial Task M(int id);""")]
    public Task Puts_what_is_shared_into_a_tag(string members, string expected) => RepositoryFix.VerifyMembersAsync(new HashTagCodeFix(), members, expected);

    [Fact]
    public Task Changes_the_keys_of_the_same_form_in_the_whole_type() => RepositoryFix.VerifyMembersAsync(
        new HashTagCodeFix(),
        """
        [ReadReplica("GET cart:{cartId}")] public partial Task<string?> Get(int cartId);
        [Primary("RENAME cart:{id} order:{id}")] public partial Task Order(int id);
        [Primary("RENAME order:{id} cart:{id}")] public partial Task Back(int id);
        [Primary("SET cart:{id}:note {note}")] public partial Task Note(int id, string note);
        [Primary("SET note cart:{id}")] public partial Task Remember(int id);
        [Primary("cart:{x} , cart:{x}", Script = "return 1")] public partial Task Run(int x);
        """,
        """
        [ReadReplica("GET cart:{{{cartId}}}")] public partial Task<string?> Get(int cartId);
        [Primary("RENAME cart:{{{id}}} order:{{{id}}}")] public partial Task Order(int id);
        [Primary("RENAME order:{{{id}}} cart:{{{id}}}")] public partial Task Back(int id);
        [Primary("SET cart:{id}:note {note}")] public partial Task Note(int id, string note);
        [Primary("SET note cart:{id}")] public partial Task Remember(int id);
        [Primary("cart:{{{x}}} , cart:{x}", Script = "return 1")] public partial Task Run(int x);
        """);

    [Theory]

    // Nothing is shared; a key has a tag of its own; the keys would be tagged in different places; a text cannot be followed.
    [InlineData("""[Primary("SMOVE a b m")] public partial Task M();""")]
    [InlineData("""[Primary("RENAME a:{x} b:{y}")] public partial Task M(int x, int y);""")]
    [InlineData("""[Primary("RENAME {{t}}:{x} b:{x}")] public partial Task M(int x);""")]
    [InlineData("""[Primary("RENAME a:{x}:{y} a:{y}:{x}")] public partial Task M(int x, int y);""")]
    [InlineData("""[Primary("RENAME a:{x} " + "b:{x}")] public partial Task M(int x);""")]
    [InlineData("""private const string Key = "GET a:{x}"; [ReadReplica(Key)] public partial Task<string?> Get(int x); [Primary("RENAME a:{x} b:{x}")] public partial Task M(int x);""")]
    [InlineData("""[Primary("RENAME {a} {b}")] public partial Task M(RedisKey a, RedisKey b);""")]
    public Task Is_not_offered_where_no_tag_keeps_all_together(string members) => RepositoryFix.VerifyNoneAsync(new HashTagCodeFix(), members);

    [Fact]
    public Task Gives_a_key_one_tag_where_two_commands_ask_for_different_ones() => RepositoryFix.VerifyMembersAsync(
        new HashTagCodeFix(),
        """
        [Primary("RENAME cart:{x}:{y} a:{x}")] public partial Task One(int x, int y);
        [Primary("RENAME cart:{x}:{y} b:{y}")] public partial Task Two(int x, int y);
        """,
        """
        [Primary("RENAME cart:{{{x}}}:{y} a:{{{x}}}")] public partial Task One(int x, int y);
        [Primary("RENAME cart:{{{x}}}:{y} b:{y}")] public partial Task Two(int x, int y);
        """);

    [Fact]
    public Task Is_not_offered_where_another_file_names_the_same_keys() => RepositoryFix.VerifyAsync(
        new HashTagCodeFix(),
        ("""partial class A(IRedisRouter r) { [Primary("RENAME a:{x} b:{x}")] public partial Task M(int x); }""",
         """partial class A(IRedisRouter r) { [Primary("RENAME a:{x} b:{x}")] public partial Task M(int x); }"""),
        ("""partial class A { [ReadReplica("GET a:{x}")] public partial Task<string?> N(int x); }""",
         """partial class A { [ReadReplica("GET a:{x}")] public partial Task<string?> N(int x); }"""));
}
