using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF0004CodeFixTests
{
    [Theory]
    [InlineData("""[Primary("SET a:{idd} 1")] public partial Task M(int id);""", """[Primary("SET a:{id} 1")] public partial Task M(int id);""")]
    [InlineData("""[Primary("SET a:{idd}:{nam} {{x}}")] public partial Task M(int id, string name);""", """[Primary("SET a:{id}:{name} {{x}}")] public partial Task M(int id, string name);""")]
    [InlineData("""[Primary("SET a:{id.Lenght} 1")] public partial Task M(string id);""", """[Primary("SET a:{id.Length} 1")] public partial Task M(string id);""")]
    [InlineData("""[Primary(@"SET ""a {idd}"" 1")] public partial Task M(int id);""", """[Primary(@"SET ""a {id}"" 1")] public partial Task M(int id);""")]
    [InlineData("""[Primary("SET \"a b\" {idd}")] public partial Task M(int id);""", """[Primary("SET \"a b\" {id}")] public partial Task M(int id);""")]
    [InlineData("""[Primary("INCR {a}", "INCR {keyy}")] public partial Task<long> M(string a, string key);""", """[Primary("INCR {a}", "INCR {key}")] public partial Task<long> M(string a, string key);""")]
    [InlineData("""[Primary("INCR a", OncePer = "orderr")] public partial Task<long> M(string order);""", """[Primary("INCR a", OncePer = "order")] public partial Task<long> M(string order);""")]
    public Task Writes_the_nearest_parameter(string members, string expected) => RepositoryFix.VerifyMembersAsync(new NearestParameterCodeFix(), members, expected);

    [Theory]

    // Nothing is near, a parameter is left over, or the text is not that of one literal.
    [InlineData("""[Primary("SET a:{zzzzzzz} 1")] public partial Task M(int id);""")]
    [InlineData("""[Primary("INCR a")] public partial Task<long> M(int unused);""")]
    [InlineData("""[Primary("SET a:{idd}" + " 1")] public partial Task M(int id);""")]
    [InlineData("""private const string Name = "SET a:{idd} 1"; [Primary(Name)] public partial Task M(int id);""")]
    [InlineData("""private const string Name = "orderr"; [Primary("INCR a", OncePer = Name)] public partial Task<long> M(string order);""")]
    [InlineData("""[Primary("INCR a", OncePer = "\u006frderr")] public partial Task<long> M(string order);""")]
    public Task Is_not_offered_where_it_could_not_be_written(string members) => RepositoryFix.VerifyNoneAsync(new NearestParameterCodeFix(), members);
}
