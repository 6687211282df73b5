using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF0008CodeFixTests
{
    [Theory]
    [InlineData("""[Primary("BLPOP a 0")] public partial Task<string?> M();""", """[Primary("LPOP a")] public partial Task<string?> M();""")]
    [InlineData("""[Primary("BRPOP a:{id}  5 ")] public partial Task<string?> M(int id);""", """[Primary("RPOP a:{id} ")] public partial Task<string?> M(int id);""")]
    [InlineData("""[Primary("BLMOVE a b LEFT RIGHT 1")] public partial Task<string?> M();""", """[Primary("LMOVE a b LEFT RIGHT")] public partial Task<string?> M();""")]
    [InlineData("""[Primary("BLMPOP 1 1 a LEFT")] public partial Task<RedisResult> M();""", """[Primary("LMPOP 1 a LEFT")] public partial Task<RedisResult> M();""")]
    [InlineData("""[Primary("BZPOPMIN a 0")] public partial Task<(string Member, double Score)?> M();""", """[Primary("ZPOPMIN a")] public partial Task<(string Member, double Score)?> M();""")]
    [InlineData("""[ReadReplica("XREAD COUNT 1 BLOCK 100 STREAMS a 0")] public partial Task<RedisResult> M();""", """[ReadReplica("XREAD COUNT 1 STREAMS a 0")] public partial Task<RedisResult> M();""")]
    [InlineData("""[Primary(@"BLPOP ""a"" 0")] public partial Task<string?> M();""", """"[Primary(@"LPOP ""a""")] public partial Task<string?> M();"""")]
    public Task Sends_the_form_that_answers_at_once(string members, string expected) => RepositoryFix.VerifyMembersAsync(new AnsweringCommandCodeFix(), members, expected);

    [Theory]

    // Several keys, which LPOP does not take; a type that its reply does not fit; a time-out that is a parameter; no such form; text that cannot be followed.
    [InlineData("""[Primary("BLPOP a b 0")] public partial Task<string[]> M();""")]
    [InlineData("""[Primary("BLPOP a 0")] public partial Task<(string Key, string Value)> M();""")]
    [InlineData("""[Primary("BLPOP a 0")] public partial Task<string[]> M();""")]
    [InlineData("""[Primary("BLPOP a 0")] public partial Task M();""")]
    [InlineData("""[Primary("BZPOPMIN a 0")] public partial Task<(string Key, string Member, double Score)?> M();""")]
    [InlineData("""[Primary("BLPOP a {timeout}")] public partial Task<string?> M(int timeout);""")]
    [InlineData("""[Primary("BRPOPLPUSH a b 0")] public partial Task<string?> M();""")]
    [InlineData("""[Primary("SUBSCRIBE a")] public partial Task M();""")]
    [InlineData("""[Primary("MULTI")] public partial Task M();""")]
    [InlineData("""[Primary("WAIT 1 100")] public partial Task<long> M();""")]
    [InlineData("""[Primary("BLPOP a" + " 0")] public partial Task<string?> M();""")]
    public Task Is_not_offered_where_it_is_not_the_same_without_waiting(string members) => RepositoryFix.VerifyNoneAsync(new AnsweringCommandCodeFix(), members);
}
