using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF0003CodeFixTests
{
    [Theory]
    [InlineData("""[Primary("SET a {v} EXX 5")] public partial Task M(string v);""", """[Primary("SET a {v} EX 5")] public partial Task M(string v);""")]
    [InlineData("""[Primary("XGROUP CREATE s g $ mkstrem")] public partial Task M();""", """[Primary("XGROUP CREATE s g $ MKSTREAM")] public partial Task M();""")]
    [InlineData("""[ReadReplica(@"ZRANGE z 0 -1 WITHSCORE")] public partial Task<Dictionary<string, double>> M();""", """[ReadReplica(@"ZRANGE z 0 -1 WITHSCORES")] public partial Task<Dictionary<string, double>> M();""")]
    [InlineData("""[ReadReplica("SSCAN s 5")] public partial IAsyncEnumerable<string> M();""", """[ReadReplica("SSCAN s 0")] public partial IAsyncEnumerable<string> M();""")]
    public Task Writes_what_the_command_expects(string members, string expected) => RepositoryFix.VerifyMembersAsync(new NearestWordCodeFix(), members, expected);

    [Fact]
    public Task Repairs_all_words_of_a_project() => RepositoryFix.VerifyAsync(
        new NearestWordCodeFix(),
        ("""partial class A(IRedisRouter r) { [Primary("SET a 1 EXX 5", "LINSERT l BEFOR a b")] public partial Task M(); }""",
         """partial class A(IRedisRouter r) { [Primary("SET a 1 EX 5", "LINSERT l BEFORE a b")] public partial Task M(); }"""),
        ("""partial class B(IRedisRouter r) { [Primary("EXPIRE a 5 NXX")] public partial Task M(); }""",
         """partial class B(IRedisRouter r) { [Primary("EXPIRE a 5 NX")] public partial Task M(); }"""));

    [Theory]

    // Two words are as near; the rest would still be wrong; it is a value, or nothing is near.
    [InlineData("""[Primary("SET a {v} ZX 5")] public partial Task M(string v);""")]
    [InlineData("""[Primary("SET a {v} EXX")] public partial Task M(string v);""")]
    [InlineData("""[Primary("SET a {v} EXX 5 QQQ")] public partial Task M(string v);""")]
    [InlineData("""[Primary("SET a {v} \"EXX\" 5")] public partial Task M(string v);""")]
    [InlineData("""[Primary("INCR a b")] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCRBY a")] public partial Task<long> M();""")]
    [InlineData("""private const string Text = "SET a 1 EXX 5"; [Primary(Text)] public partial Task M();""")]
    public Task Is_not_offered_where_it_could_not_be_told(string members) => RepositoryFix.VerifyNoneAsync(new NearestWordCodeFix(), members);
}
