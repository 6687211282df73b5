using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF0002CodeFixTests
{
    [Theory]
    [InlineData("\"INCRR a\"", "\"INCR a\"")]
    [InlineData("\"  incrr a\"", "\"  INCR a\"")]
    [InlineData("@\"INCRR a\"", "@\"INCR a\"")]
    [InlineData("\"\"\"INCRR a\"\"\"", "\"\"\"INCR a\"\"\"")]
    [InlineData("\"\"\"\"INCRR a\"\"\"\"", "\"\"\"\"INCR a\"\"\"\"")]
    [InlineData("\"\\u0049NCRR a\"", "\"INCR a\"")]
    [InlineData("\"INCRR\\x0020a\"", "\"INCR\\x0020a\"")]
    [InlineData("@\"INCRR \"\"a\"\"\"", "@\"INCR \"\"a\"\"\"")]
    public Task Writes_the_nearest_command(string template, string expected) => RepositoryFix.VerifyMembersAsync(
        new NearestCommandCodeFix(), $"[Primary({template})] public partial Task<long> M();", $"[Primary({expected})] public partial Task<long> M();");

    [Fact]
    public Task Repairs_all_commands_of_a_project() => RepositoryFix.VerifyAsync(
        new NearestCommandCodeFix(),
        ("""partial class A(IRedisRouter r) { [Primary("INCR a", "EXPIR a 1")] public partial Task<long> M(); [Primary("XGROUP CREAT s g $")] public partial Task N(); }""",
         """partial class A(IRedisRouter r) { [Primary("INCR a", "EXPIRE a 1")] public partial Task<long> M(); [Primary("XGROUP CREATE s g $")] public partial Task N(); }"""),
        ("""partial class B(IRedisRouter r) { [Primary("INCR a", new[] { "EXPIR a 1", "PERSISTT a" })] public partial Task<bool> M(); }""",
         """partial class B(IRedisRouter r) { [Primary("INCR a", new[] { "EXPIRE a 1", "PERSIST a" })] public partial Task<bool> M(); }"""));

    [Theory]

    // Nothing is near; the text stands elsewhere, or is put together; or its lines are indented.
    [InlineData("""[Primary("QQQQQQQQ a")] public partial Task M();""")]
    [InlineData("""[Primary("{command} a")] public partial Task M(string command);""")]
    [InlineData("""private const string Name = "INCRR a"; [Primary(Name)] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCRR" + " a")] public partial Task<long> M();""")]
    [InlineData("""[Primary($"INCRR a")] public partial Task<long> M();""")]
    [InlineData("[Primary(\"\"\"\n    INCRR a\n    \"\"\")] public partial Task<long> M();")]
    [InlineData("""[Primary] public partial Task M();""")]
    [InlineData("""[Primary("INCR a")] public partial Task<long> M();""")]
    public Task Is_not_offered_where_it_could_not_be_written(string members) => RepositoryFix.VerifyNoneAsync(new NearestCommandCodeFix(), members);
}
