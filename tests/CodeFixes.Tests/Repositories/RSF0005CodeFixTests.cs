using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF0005CodeFixTests
{
    [Theory]
    [InlineData("""[Primary("INCR a")] public partial long M();""", """[Primary("INCR a")] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCR a")] public partial void M();""", """[Primary("INCR a")] public partial Task M();""")]
    [InlineData("""[ReadReplica("GET a")] public partial string? M();""", """[ReadReplica("GET a")] public partial Task<string?> M();""")]
    [InlineData("""[ReadReplica("HGETALL a")] public partial Dictionary<string, int> /* lines */ M();""", """[ReadReplica("HGETALL a")] public partial Task<Dictionary<string, int>> /* lines */ M();""")]
    public Task Returns_a_task(string members, string expected) => RepositoryFix.VerifyMembersAsync(new AsynchronousSignatureCodeFix(), members, expected);

    [Fact]
    public Task Writes_the_whole_name_where_the_short_one_is_another_type() => RepositoryFix.VerifyMembersAsync(
        new AsynchronousSignatureCodeFix(),
        """[Primary("INCR a")] public partial long M(); private sealed class Task<T>;""",
        """[Primary("INCR a")] public partial System.Threading.Tasks.Task<long> M(); private sealed class Task<T>;""");

    [Theory]

    // Somebody calls it, or a contract says what it returns; a sequence may be meant to come bit by bit; and other reports are not of the return type.
    [InlineData("""[Primary("INCR a")] public partial long M(); long Twice() => M() + M();""")]
    [InlineData("""[Primary("INCR a")] public partial long M(); Func<long> Later() => M;""")]
    [InlineData("""[Primary("INCR a")] public virtual partial long M();""")]
    [InlineData("""[ReadReplica("SSCAN a 0")] public partial IEnumerable<string> M();""")]
    [InlineData("""[Primary("INCRBY a {n}")] public partial Task<long> M(Guid n);""")]
    [InlineData("""[Primary("HGETALL a")] public partial Task<int> M();""")]
    public Task Is_not_offered_where_more_would_have_to_change(string members) => RepositoryFix.VerifyNoneAsync(new AsynchronousSignatureCodeFix(), members);

    [Fact]
    public Task Is_not_offered_where_an_interface_says_what_is_returned() => RepositoryFix.VerifyAsync(
        new AsynchronousSignatureCodeFix(),
        ("""interface IA { long M(); } partial class A(IRedisRouter r) : IA { [Primary("INCR a")] public partial long M(); object R => r; }""",
         """interface IA { long M(); } partial class A(IRedisRouter r) : IA { [Primary("INCR a")] public partial long M(); object R => r; }"""),
        ("""partial class B(IRedisRouter r) { [Primary("INCR a")] public partial long M(); object R => r; }""",
         """partial class B(IRedisRouter r) { [Primary("INCR a")] public partial long M(); object R => r; }"""),
        ("""class Caller { long Call(B b) => b.M(); }""", """class Caller { long Call(B b) => b.M(); }"""));
}
