using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.CodeFixes.Repositories;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF0006CodeFixTests
{
    [Fact]
    public Task Adds_a_router_to_the_primary_constructor() => RepositoryFix.VerifyAsync(
        new RouterParameterCodeFix(),
        ("""partial class A { [Primary("INCR a")] public partial Task<long> M(); [Primary("INCR b")] public partial Task<long> N(); }""",
         """partial class A(IRedisRouter redis) { [Primary("INCR a")] public partial Task<long> M(); [Primary("INCR b")] public partial Task<long> N(); }"""),
        ("""partial class B(int redis) { [Primary("INCR a")] public partial Task<long> M(); int R => redis; }""",
         """partial class B(int redis, IRedisRouter router) { [Primary("INCR a")] public partial Task<long> M(); int R => redis; }"""),
        ("""partial class Out { [Primary("INCR a")] public partial Task<long> M(); public partial class C<T> where T : class { [Primary("INCR a")] public partial Task<long> M(); } }""",
         """partial class Out(IRedisRouter redis) { [Primary("INCR a")] public partial Task<long> M(); public partial class C<T>(IRedisRouter redis) where T : class { [Primary("INCR a")] public partial Task<long> M(); } }"""));

    [Theory]

    // Somebody makes it or derives from it; its constructors are its author's; two routers; a static method; a structure.
    [InlineData("""partial class A { [Primary("INCR a")] public partial Task<long> M(); static A Make() => new(); }""")]
    [InlineData("""partial class A { [Primary("INCR a")] public partial Task<long> M(); } class B : A;""")]
    [InlineData("""partial class A { public A() { } [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial class A(IRedisRouter one, IRedisRouter two) { [Primary("INCR a")] public partial Task<long> M(); object R => one ?? two; }""")]
    [InlineData("""partial class A(IRedisRouter one) { [Primary("INCR a")] public static partial Task<long> M(); object R => one; }""")]
    [InlineData("""partial struct A { [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial class A { [Primary("INCR a")] public partial Task<long> M(); } interface IRedisRouter;""")]
    public Task Is_not_offered_where_the_result_might_not_compile(string source) => RepositoryFix.VerifyAsync(new RouterParameterCodeFix(), (source, source));

    [Fact]
    public Task Is_not_offered_to_a_language_without_primary_constructors() => FixSolution.VerifyAsync(
        new RepositoryAnalyzer(),
        new RouterParameterCodeFix(),
        new GeneratorReference(),
        LanguageVersion.CSharp11,
        ("""partial class A { [Primary("INCR a")] public partial Task<long> M(); }""", """partial class A { [Primary("INCR a")] public partial Task<long> M(); }"""),
        ("""partial record B { [Primary("INCR a")] public partial Task<long> M(); }""", """partial record B(IRedisRouter redis) { [Primary("INCR a")] public partial Task<long> M(); }"""));
}
