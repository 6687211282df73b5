using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF0001CodeFixTests
{
    [Fact]
    public Task Makes_the_method_and_all_types_around_it_partial() => RepositoryFix.VerifyAsync(
        new PartialCodeFix(),
        ("""
        class Out
        {
            // Nested.
            public sealed class A(IRedisRouter r)
            {
                /// <summary>Counts.</summary>
                [Primary("INCR a")]
                public Task<long> M();

                [Primary("INCR b")]
                Task<long> N(); // Counts another.
            }
        }
        """, """
        partial class Out
        {
            // Nested.
            public sealed partial class A(IRedisRouter r)
            {
                /// <summary>Counts.</summary>
                [Primary("INCR a")]
                public partial Task<long> M();

                [Primary("INCR b")]
                private partial Task<long> N(); // Counts another.
            }
        }
        """),
        ("""struct B(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); }""",
         """partial struct B(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); }"""),
        ("""record C(IRedisRouter R) { [Primary("INCR a")] internal Task<long> M(); }""",
         """partial record C(IRedisRouter R) { [Primary("INCR a")] internal partial Task<long> M(); }"""));

    [Theory]
    [InlineData("=> null!;")]
    [InlineData("=> throw new NotImplementedException();")]
    [InlineData("{ throw new NotImplementedException(); }")]
    [InlineData("{ return default!; }")]
    [InlineData("=> default(Task<long>)!;")]
    public Task Removes_a_body_that_only_keeps_its_place(string body) => RepositoryFix.VerifyMembersAsync(
        new PartialCodeFix(), $$"""[Primary("INCR a")] public Task<long> M() {{body}}""", """[Primary("INCR a")] public partial Task<long> M();""");

    [Fact]
    public Task Removes_what_belongs_to_a_body_alone() => RepositoryFix.VerifyMembersAsync(
        new PartialCodeFix(),
        """[Primary("INCR a")] public virtual async Task<long> M() => throw new NotImplementedException();""",
        """[Primary("INCR a")] public virtual partial Task<long> M();""");

    [Theory]

    // A body that does something is its author's, and so is the other half of a partial method.
    [InlineData("""[Primary("INCR a")] public Task<long> M() => Task.FromResult(1L);""")]
    [InlineData("""[Primary("INCR a")] public async Task<long> M() { await Task.Yield(); return 1; }""")]
    [InlineData("""[Primary("INCR a")] public partial Task<long> M(); public partial Task<long> M() => Task.FromResult(1L);""")]
    public Task Is_not_offered_for_a_body_that_does_something(string members) => RepositoryFix.VerifyNoneAsync(new PartialCodeFix(), members);

    [Theory]

    // Neither is a half of anything: an abstract method has none, and a type of one file's own cannot have a part in another.
    [InlineData("""abstract class A(IRedisRouter r) { [Primary("INCR a")] public abstract Task<long> M(); object R => r; }""")]
    [InlineData("""interface IA { [Primary("INCR a")] Task<long> M(); }""")]
    [InlineData("""file class A(IRedisRouter r) { [Primary("INCR a")] public Task<long> M() => null!; object R => r; }""")]
    public async Task Is_not_offered_where_no_half_could_be_generated(string source)
    {
        // The type is reported apart from the method, and can become partial.
        var expected = source.StartsWith("file", StringComparison.Ordinal) ? source
            : source.Replace("class A", "partial class A", StringComparison.Ordinal).Replace("interface", "partial interface", StringComparison.Ordinal);
        await RepositoryFix.VerifyAsync(new PartialCodeFix(), (source, expected));
    }
}
