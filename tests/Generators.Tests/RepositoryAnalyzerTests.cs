using RedisSafety.Generators.Diagnostics;
using RedisSafety.Testing;

namespace RedisSafety.Generators.Tests;

public static class RepositoryAnalyzerTests
{
    internal static Task VerifyAsync(string method) => Snippet.VerifyAsync(
        new RepositoryAnalyzer(), $$"""public partial class Store(IRedisRouter redis) { {{method}} object R => redis; }""", mustCompile: false);
}

public sealed class RSF0001Tests
{
    [Theory]
    [InlineData("""class {|RSF0001:A|}(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); object R => r; }""")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("INCR a")] public Task<long> {|RSF0001:M|}() => null!; object R => r; }""")]
    [InlineData("""class {|RSF0001:Out|} { partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); object R => r; } }""")]

    [InlineData("""partial interface {|RSF0001:I|}<out T> { IRedisRouter R { get; } [Primary("INCR a")] public partial Task<long> M(); }""")]

    // A route alone, on a method with a body, is a statement of intent.
    [InlineData("""class A(IRedisRouter r) { [Primary] public Task M() => null!; object R => r; }""")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); object R => r; }""")]

    // A look-alike.
    [InlineData("""namespace B { class PrimaryAttribute(string s) : Attribute { public string S => s; } class A { [B.Primary("INCR a")] public Task M() => null!; } }""")]
    public Task Method_and_types_are_partial(string source) => Snippet.VerifyAsync(new RepositoryAnalyzer(), source, mustCompile: false);
}

public sealed class RSF0002Tests
{
    [Theory]
    [InlineData("""[Primary("{|RSF0002:INCRR|} a")] public partial Task<long> M();""")]
    [InlineData("""[Primary(@"{|RSF0002:INCRR|} a")] public partial Task<long> M();""")]
    [InlineData("[Primary(\"\"\"{|RSF0002:INCRR|} a\"\"\")] public partial Task<long> M();")]
    [InlineData("""[Primary("XGROUP {|RSF0002:CREAT|} s g $")] public partial Task M();""")]
    [InlineData("""[Primary("INCR a")] public partial Task<long> M();""")]
    [InlineData("""[Primary("incr a")] public partial Task<long> M();""")]
    [InlineData("""[Primary("\u0049NCR a")] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCR a", "{|RSF0002:EXPIR|} a 1")] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCR a", new[] { "EXPIRE a 1", "{|RSF0002:EXPIR|} a 1" })] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCR a", "EXPIRE a 1")] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCR a")] [Primary2("GETT")] public partial Task<long> M(); class Primary2Attribute(string s) : Attribute { public string S => s; }""")]

    // A route for a body, without the body; and what it may be.
    [InlineData("""[Primary] public partial Task {|RSF0002:M|}();""")]
    [InlineData("""[Primary] public partial Task {|RSF0002:M|}(int a); private Task M(IDatabaseAsync d, string a) => null!;""")]
    [InlineData("""[Primary] public partial Task M(int a); private Task M(IDatabaseAsync d, int a) => null!;""")]
    [InlineData("""[Primary] public Task M(int a) => null!;""")]

    // Scripts.
    [InlineData("""[Primary(Script = {|RSF0002:"missing.lua"|})] public partial Task M();""")]
    [InlineData("""[Primary(Script = " ")] public partial Task {|RSF0002:M|}();""")]
    [InlineData("""[Primary(Script = "return 1")] public partial Task M();""")]
    public Task The_command_is_one_of_Redis(string method) => RepositoryAnalyzerTests.VerifyAsync(method);
}

public sealed class RSF0003Tests
{
    [Theory]
    [InlineData("""[Primary("INCR a {|RSF0003:b|}")] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCRBY a {|RSF0003:abc|}")] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCRBY a 5")] public partial Task<long> M();""")]
    [InlineData("""[Primary("DEL {keys}")] public partial Task M(string[] keys);""")]
    [InlineData("""[Primary("SET a {v} KEEPTTL")] public partial Task M(string v);""")]
    [InlineData("""[Primary("INCR a", "INCR a {|RSF0003:b|}")] public partial Task<long> M();""")]
    [InlineData("""[ReadReplica("SSCAN s {|RSF0003:5|}")] public partial IAsyncEnumerable<string> M();""")]
    [InlineData("""[ReadReplica("SSCAN s 0")] public partial IAsyncEnumerable<string> M();""")]
    [InlineData("""[ReadReplica("SSCAN s 5")] public partial Task<RedisResult> M();""")]
    [InlineData("""[Primary("GET a", OncePer = {|RSF0003:"id"|})] public partial Task<string> M(string id);""")]
    [InlineData("""[Primary("INCR a", "INCR {{a}}:b", OncePer = "id")] public partial Task<string> M(string id);""")]
    [InlineData("""[Primary("GET a", "GET {{a}}:b", OncePer = {|RSF0003:"id"|})] public partial Task<string> M(string id);""")]
    [InlineData("""[Primary("PING", "PING", OncePer = {|RSF0003:"id"|})] public partial Task<string> M(string id);""")]
    [InlineData("""[Primary(Script = "return 1", OncePer = {|RSF0003:"id"|})] public partial Task<long> M(string id);""")]
    [InlineData("""[Primary(Script = "return 1", OncePer = "id")] public partial Task<long> M(RedisKey key, string id);""")]
    [InlineData("""[Primary("a {k} , {v}", Script = "return 1", OncePer = "id")] public partial Task<long> M(RedisKey k, string v, string id);""")]
    [InlineData("""[Primary(Script = "#!lua\nreturn 1", OncePer = {|RSF0003:"id"|})] public partial Task<long> M(RedisKey key, string id);""")]
    [InlineData("""[Primary("INCR a", OncePer = "id")] public partial Task<long> M(string id);""")]
    [InlineData("""[ReadReplica("GET a", MaxStaleness = {|RSF0003:"soon"|})] public partial Task<string?> M();""")]
    [InlineData("""[ReadReplica("GET a", ReplicaWait = {|RSF0003:"-1ms"|})] public partial Task<string?> M();""")]
    [InlineData("""[ReadReplica("GET a", ReplicaWait = "10ms")] public partial Task<string?> M();""")]
    public Task Arguments_are_those_of_the_command(string method) => RepositoryAnalyzerTests.VerifyAsync(method);
}

public sealed class RSF0004Tests
{
    [Theory]
    [InlineData("""[Primary("SET a:{{|RSF0004:idd|}} 1")] public partial Task M(int {|RSF0004:id|});""")]
    [InlineData("""[Primary("SET a:{id.{|RSF0004:Lenght|}} 1")] public partial Task M(string id);""")]
    [InlineData("""[Primary("INCR a")] public partial Task<long> M(int {|RSF0004:unused|});""")]
    [InlineData("""[Primary("SET a {v}")] public partial Task M(CancellationToken {|RSF0004:token|}, string v);""")]
    [InlineData("""[Primary("SET a:{id.Length} 1")] public partial Task M(string id);""")]
    [InlineData("""[Primary("INCR a")] public partial Task<long> M(CancellationToken token);""")]
    [InlineData("""[Primary("SET {{id}} 1")] public partial Task M();""")]
    [InlineData("""[Primary("SET {id} {id}")] public partial Task M(string id);""")]

    // What the half could not name: a member that is not shown, or hidden in an interface.
    [InlineData("""[Primary("SET a:{x.{|RSF0004:Id|}} 1")] public partial Task M(Item x); public class Item { protected int Id => 1; }""")]
    [InlineData("""[Primary("SET a:{x.{|RSF0004:Id|}} 1")] public partial Task M(Item x); public class Item { public int Id { private get; set; } }""")]
    [InlineData("""[Primary("SET a:{x.{|RSF0004:Id|}} 1")] public partial Task M(Item x); public class Item { [Obsolete("x", true)] public int Id { get; set; } }""")]
    [InlineData("""[Primary("SET a:{x.{|RSF0004:IsReadOnly|}} 1")] public partial Task M(List<int> x);""")]
    [InlineData("""[Primary("SET a:{x.Id} 1")] internal partial Task M(Item x); internal class Item { internal int Id => 1; }""")]
    [InlineData("""[Primary("SET a:{x.Id} 1")] public partial Task M<T>(T x) where T : Item; public class Item { public int Id => 1; }""")]
    [InlineData("""[Primary("SET a:{x.Count} 1")] public partial Task M(IReadOnlyList<int> x);""")]
    [InlineData("""[Primary("SET a:{x.Length} 1")] public partial Task M(int[] x);""")]
    [InlineData("""[Primary("INCR a", "INCR {{|RSF0004:b|}}")] public partial Task<long> M();""")]
    [InlineData("""[Primary("INCR {a}", "INCR {b}")] public partial Task<long> M(string a, string b);""")]
    [InlineData("""[Primary("INCR a", OncePer = {|RSF0004:"idd"|})] public partial Task<long> M();""")]
    [InlineData("""[Primary("a:{x} , {y}", Script = "return 1")] public partial Task<long> M(int x, int y, int {|RSF0004:z|});""")]
    [InlineData("""[Primary("a:{x} , {y}", Script = "return 1")] public partial Task<long> M(int x, int y);""")]
    [InlineData("""[Primary(Script = "return 1")] public partial Task<long> M(RedisKey x, int y);""")]
    public Task Placeholders_and_parameters_match(string method) => RepositoryAnalyzerTests.VerifyAsync(method);
}

public sealed class RSF0005Tests
{
    [Theory]
    [InlineData("""[Primary("INCR a")] public partial long {|RSF0005:M|}();""")]
    [InlineData("""[Primary("SET a {v}")] public partial Task M(ref string {|RSF0005:v|});""")]
    [InlineData("""[Primary("INCRBY a {{|RSF0005:n|}}")] public partial Task<long> M(Guid n);""")]
    [InlineData("""[Primary("SET a {{|RSF0005:v|}}")] public partial Task M(string? v);""")]
    [InlineData("""[Primary("SET a:{{|RSF0005:v|}} 1")] public partial Task M(Uri v);""")]
    [InlineData("""[Primary("SET a 1 EX {{|RSF0005:v|}}")] public partial Task M(DateTime v);""")]
    [InlineData("""[Primary("SET a 1 {|RSF0005:[EX {v}]|}")] public partial Task M(TimeSpan v);""")]
    [InlineData("""[Primary("HGETALL a")] public partial Task<int> {|RSF0005:M|}();""")]
    [InlineData("""[Primary("INCR a")] public partial Task<Dictionary<string, int>> {|RSF0005:M|}();""")]
    [InlineData("""[Primary("SET a {v}")] public partial Task M(Uri v);""")]
    [InlineData("""[Primary("SET a {v}")] public partial Task M(List<string> v);""")]
    [InlineData("""[Primary("SET a 1 [EX {v}]")] public partial Task M(TimeSpan? v);""")]
    [InlineData("""[Primary("SET a 1 EXAT {v}")] public partial Task M(DateTimeOffset v);""")]
    [InlineData("""[Primary("INCR a")] public partial ValueTask<int> M();""")]
    [InlineData("""[Primary("GET a")] public partial Task<Dictionary<string, int>> M();""")]
    [InlineData("""[Primary("HGETALL a")] public partial Task<HashEntry[]> M();""")]
    [InlineData("""[Primary("SET a {v}")] public partial Task M(ReadOnlyMemory<byte> v);""")]
    [InlineData("""[Primary("ZADD a {v} m")] public partial Task M(decimal v);""")]
    [InlineData("""[Primary("GEOADD g {{|RSF0005:places|}}")] public partial Task M(Dictionary<double, double> places);""")]
    [InlineData("""[Primary("HSET h {{|RSF0005:fields|}}")] public partial Task M((string, string, string)[] fields);""")]
    [InlineData("""[Primary("HSET h {fields}")] public partial Task M((string, string)[] fields);""")]

    // What may be missing on the way to a value; what cannot be kept.
    [InlineData("""[Primary("SET a:{{|RSF0005:x.Next.Id|}} 1")] public partial Task M(Item x); public class Item { public Item? Next => null; public int Id => 1; }""")]
    [InlineData("""[Primary("SET a {{|RSF0005:x.Id|}}")] public partial Task M(Item? x); public class Item { public int Id => 1; }""")]
    [InlineData("""[Primary("SET a {{|RSF0005:x.Span|}}")] public partial Task M(Memory<int> x);""")]
    [InlineData("""[Primary("SET a {{|RSF0005:x.Any|}}")] public partial Task M(Item x); public class Item { public dynamic Any => 1; }""")]
    [InlineData("""[Primary("SET a 1 [EX {x.Next.Id}]")] public partial Task M(Item? x); public class Item { public Item? Next => null; public int Id => 1; }""")]
    [InlineData("""[Primary("SET a {x.Next.Id}")] public partial Task M(Item x); public class Item { public Item Next => this; public int Id => 1; }""")]

    // What a collection holds goes where the command expects it, and is there.
    [InlineData("""[Primary("HSET h {{|RSF0005:fields|}}")] public partial Task M(Dictionary<string, decimal?> fields);""")]
    [InlineData("""[Primary("HSET h {{|RSF0005:fields|}}")] public partial Task M(Dictionary<string, string?> fields);""")]
    [InlineData("""[Primary("HSET h {{|RSF0005:fields|}}")] public partial Task M(List<(string, Uri?)> fields);""")]
    [InlineData("""[Primary("SADD s {{|RSF0005:members|}}")] public partial Task M(int?[] members);""")]
    [InlineData("""[Primary("SADD s {{|RSF0005:members|}}")] public partial Task M(IEnumerable<string?> members);""")]
    [InlineData("""[Primary("DEL {{|RSF0005:keys|}}")] public partial Task M(ReadOnlyMemory<RedisKey?> keys);""")]
    [InlineData("""[Primary("MSET {{|RSF0005:pairs|}}")] public partial Task M(Dictionary<Uri, string> pairs);""")]
    [InlineData("""[Primary("ZADD z {{|RSF0005:members|}}")] public partial Task M(Dictionary<string, Guid> members);""")]
    [InlineData("""[Primary("GEOADD g {{|RSF0005:places|}}")] public partial Task M((double, Guid, string)[] places);""")]
    [InlineData("""[Primary("HSET h {fields}")] public partial Task M(Dictionary<string, Uri> fields);""")]
    [InlineData("""[Primary("HSET h {fields}")] public partial Task M(List<KeyValuePair<RedisValue, RedisValue>> fields);""")]
    [InlineData("""[Primary("MSET {pairs}")] public partial Task M(Dictionary<Guid, Uri> pairs);""")]
    [InlineData("""[Primary("ZADD z {members}")] public partial Task M(Dictionary<Uri, float> members);""")]
    [InlineData("""[Primary("SADD s a [{more}]")] public partial Task M(IReadOnlyList<string>? more);""")]
    [InlineData("""[Primary("SADD s a [{more}]")] public partial Task M(ReadOnlyMemory<int>? more);""")]
    [InlineData("""[ReadReplica("GET a")] public partial IAsyncEnumerable<string> {|RSF0005:M|}();""")]
    [InlineData("""[ReadReplica("HSCAN h 0")] public partial IAsyncEnumerable<string> {|RSF0005:M|}();""")]
    [InlineData("""[ReadReplica("HSCAN h 0")] public partial IAsyncEnumerable<HashEntry> M();""")]
    [InlineData("""[ReadReplica("SSCAN s 0")] public partial IAsyncEnumerable<(string, string)> {|RSF0005:M|}();""")]
    [InlineData("""[ReadReplica("SSCAN s 0")] public partial IAsyncEnumerable<Uri> M();""")]
    [InlineData("""[Primary("INCR a", OncePer = "id")] public partial Task<long> M(string? {|RSF0005:id|});""")]
    [InlineData("""[Primary("INCR a", OncePer = "id")] public partial Task<long> M(Uri {|RSF0005:id|});""")]
    [InlineData("""[ReadReplica("HGETALL a")] public partial Task<Empty> {|RSF0005:M|}(); public class Empty { }""")]
    [InlineData("""[ReadReplica("HGETALL a")] public partial Task<Item> M(); public record Item(int Id);""")]
    [InlineData("""[ReadReplica("SMEMBERS a")] public partial Task<List<(int, int)>> {|RSF0005:M|}();""")]

    // The compiler's own complaint is enough.
    [InlineData("""[Primary("INCR a")] public partial Task<Unknown> M();""")]
    [InlineData("""[Primary("SET a {v}")] public partial Task M(Unknown v);""")]
    public Task Types_can_travel(string method) => RepositoryAnalyzerTests.VerifyAsync(method);
}

public sealed class RSF0006Tests
{
    [Theory]
    [InlineData("""partial class {|RSF0006:A|} { [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial class {|RSF0006:A|}(IRedisRouter one, IRedisRouter two) { [Primary("INCR a")] public partial Task<long> M(); object R => one ?? two; }""")]
    [InlineData("""partial class A(IRedisRouter one) { [Primary("INCR a")] public static partial Task<long> {|RSF0006:M|}(); object R => one; }""")]
    [InlineData("""partial class A(IRedisRouter one) { [Primary("SET a {one}")] public partial Task M(string {|RSF0006:one|}); object R => one; }""")]
    [InlineData("""partial class A(IRedisRouter one) { [Primary] public partial Task M(int {|RSF0006:one|}); Task M(IDatabaseAsync d, int n) => null!; object R => one; }""")]
    [InlineData("""partial class A { readonly IRedisRouter one = null!; [Primary("SET a {one}")] public partial Task M(string one); }""")]
    [InlineData("""partial class A(RedisRouter one) { [Primary("INCR a")] public partial Task<long> M(); object R => one; }""")]
    [InlineData("""partial class A { IRedisRouter Router { get; init; } = null!; [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial record A(IRedisRouter Router) { [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial class A(IRedisRouter r) { readonly IRedisRouter _kept = r; [Primary("INCR a")] public partial Task<long> M(); }""")]
    public Task There_is_one_router(string source) => Snippet.VerifyAsync(new RepositoryAnalyzer(), source, mustCompile: false);
}

public sealed class RSF0007Tests
{
    [Theory]
    [InlineData("6.0", """[Primary("GETEX a EX 1")] public partial Task<string?> M();""", "GETEX")]
    [InlineData("6", """[Primary("GETDEL a")] public partial Task<string?> M();""", "GETDEL")]
    [InlineData("6.0", """[Primary("SET a 1 EXAT {at}")] public partial Task M(DateTimeOffset at);""", "EXAT")]
    [InlineData("6.0", """[Primary("INCR a", "GETDEL a")] public partial Task<string?> M();""", "GETDEL")]

    // Old enough, not declared, unreadable, or not known.
    [InlineData("6.2", """[Primary("GETEX a EX 1")] public partial Task<string?> M();""", null)]
    [InlineData("7.4.1", """[Primary("GETDEL a")] public partial Task<string?> M();""", null)]
    [InlineData("6.0", """[Primary("SET a 1 EX {ttl}")] public partial Task M(TimeSpan ttl);""", null)]
    [InlineData("", """[Primary("GETDEL a")] public partial Task<string?> M();""", null)]
    [InlineData("latest", """[Primary("GETDEL a")] public partial Task<string?> M();""", null)]
    [InlineData("2.8", """[Primary(Script = "return redis.call('GETDEL', KEYS[1])")] public partial Task<string?> M(RedisKey k);""", null)]
    public async Task The_declared_server_knows_the_command(string version, string method, string? part)
    {
        var compilation = Snippet.Compile($$"""public partial class Store(IRedisRouter redis) { {{method}} object R => redis; }""");
        var options = new Microsoft.CodeAnalysis.Diagnostics.AnalyzerOptions([], new MinServerVersion(version));

        var reported = await Microsoft.CodeAnalysis.Diagnostics.DiagnosticAnalyzerExtensions.WithAnalyzers(compilation, [new RepositoryAnalyzer()], options)
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            part is null ? [] : [("RSF0007", part)],
            reported.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length))));
    }
}

public sealed class RSF0009Tests
{
    [Theory]
    [InlineData("""[Primary("RENAME cart:{id} {|RSF0009:order:{id}|}")] public partial Task M(int id);""")]
    [InlineData("""[Primary("SMOVE a {|RSF0009:b|} m")] public partial Task M();""")]
    [InlineData("""[Primary("INCR a:{id}", "INCR {|RSF0009:b:{id}|}")] public partial Task M(int id);""")]
    [InlineData("""[Primary("{{{a}}}:x {|RSF0009:{{{b}}}:x|} , 1", Script = "return 1")] public partial Task M(int a, int b);""")]

    // One slot: the same tag, the same key, constant keys that fall together; one key; keys that the caller passes whole.
    [InlineData("""[Primary("RENAME cart:{{{id}}} order:{{{id}}}")] public partial Task M(int id);""")]
    [InlineData("""[Primary("RENAME {{shop}}:a {{shop}}:b:{id}")] public partial Task M(int id);""")]
    [InlineData("""[Primary("INCR a:{id}", "EXPIRE a:{id} 5")] public partial Task M(int id);""")]
    [InlineData("""[Primary("SMOVE 100 20362 m")] public partial Task M();""")]
    [InlineData("""[Primary("INCR a:{id}")] public partial Task M(int id);""")]
    [InlineData("""[Primary("RENAME {a} {b}")] public partial Task M(RedisKey a, RedisKey b);""")]
    [InlineData("""[Primary("DEL {keys}")] public partial Task M(RedisKey[] keys);""")]
    [InlineData("""[Primary("MSET {pairs}")] public partial Task M(Dictionary<string, string> pairs);""")]
    [InlineData("""[Primary("{{t}}:a {{t}}:b , {n}", Script = "return 1")] public partial Task M(int n);""")]
    public Task Keys_belong_to_one_slot(string method) => RepositoryAnalyzerTests.VerifyAsync(method);
}

public sealed class RSF0008Tests
{
    [Theory]
    [InlineData("""[Primary("{|RSF0008:BLPOP|} a 0")] public partial Task<string[]> M();""")]
    [InlineData("""[Primary("{|RSF0008:SUBSCRIBE|} a")] public partial Task M();""")]
    [InlineData("""[Primary("{|RSF0008:MULTI|}")] public partial Task M();""")]
    [InlineData("""[Primary("LPOP a")] public partial Task<string?> M();""")]
    [InlineData("""[Primary("PUBLISH a {m}")] public partial Task<long> M(string m);""")]
    [InlineData("""[Primary("XREAD COUNT 1 STREAMS a 0")] public partial Task<RedisResult> M();""")]
    [InlineData("""[Primary("PING")] public partial Task<string> M();""")]
    public Task The_connection_can_be_shared(string method) => RepositoryAnalyzerTests.VerifyAsync(method);
}

public sealed class RSF3005Tests
{
    [Theory]

    // A lock, a dedupe, "was it new", "did I remove it".
    [InlineData("""[Primary("{|RSF3005:SET|} lock:{name} {token} NX PX {ttl}")] public partial Task<bool> M(string name, string token, TimeSpan ttl);""")]
    [InlineData("""[Primary("{|RSF3005:SET|} webhook:{id} 1 NX EX 86400")] public partial ValueTask<bool> M(string id);""")]
    [InlineData("""[Primary("{|RSF3005:SADD|} seen {id}")] public partial Task<bool> M(string id);""")]
    [InlineData("""[Primary("{|RSF3005:SREM|} seen {id}")] public partial Task<bool> M(string id);""")]
    [InlineData("""[Primary("{|RSF3005:DEL|} {keys}")] public partial Task<long> M(RedisKey[] keys);""")]
    [InlineData("""[Primary("{|RSF3005:HSETNX|} h f {v}")] public partial Task<bool> M(string v);""")]
    [InlineData("""[Primary("{|RSF3005:ZADD|} z {condition} {score} {member}")] public partial Task<long> M(When condition, double score, string member);""")]
    [InlineData("""[Primary("{|RSF3005:EXPIRE|} k {seconds} NX")] public partial Task<bool> M(int seconds);""")]
    [InlineData("""[Primary("{|RSF3005:BITFIELD|} k GET u8 0 [SET u8 0 {x}]")] public partial Task<long[]> M(int? x);""")]
    [InlineData("""[Primary("EXPIRE k 10", "{|RSF3005:SADD|} k a")] public partial Task<bool> M();""")]
    [InlineData("""[Primary("{|RSF3005:SADD|} k a", "EXPIRE k 10")] public partial Task<(bool, bool)> M();""")]
    [InlineData("""[Primary("{|RSF3005:SADD|} k a", AllowRepeatedReply = false)] public partial Task<bool> M();""")]

    // Nobody gets the reply.
    [InlineData("""[Primary("SET lock:{name} {token} NX PX {ttl}")] public partial Task M(string name, string token, TimeSpan ttl);""")]
    [InlineData("""[Primary("SADD seen {id}")] public partial ValueTask M(string id);""")]
    [InlineData("""[Primary("SADD k a", "EXPIRE k 10")] public partial Task<bool> M();""")]

    // The reply is the same, or tells who was first.
    [InlineData("""[Primary("SET k {v} EX 10")] public partial Task<bool> M(string v);""")]
    [InlineData("""[Primary("SET k {v} XX")] public partial Task<bool> M(string v);""")]
    [InlineData("""[Primary("SET k {v} NX GET")] public partial Task<string?> M(string v);""")]
    [InlineData("""[Primary("EXPIRE k {ttl}")] public partial Task<bool> M(TimeSpan ttl);""")]
    [InlineData("""[Primary("SUNIONSTORE {{s}}:d {{s}}:a {{s}}:b")] public partial Task<long> M();""")]
    [InlineData("""[ReadReplica("SISMEMBER seen {id}")] public partial Task<bool> M(string id);""")]

    // A token, or an author who has decided.
    [InlineData("""[Primary("SET lock:{name} {token} NX PX {ttl}", OncePer = nameof(token))] public partial Task<bool> M(string name, string token, TimeSpan ttl);""")]
    [InlineData("""[Primary("SADD k a", AllowRepeatedReply = true)] public partial Task<bool> M();""")]

    // It is not repeated in any case, as that would change the data again.
    [InlineData("""[Primary("INCR a")] public partial Task<long> M();""")]
    [InlineData("""[Primary("LPOP l")] public partial Task<string?> M();""")]
    [InlineData("""[Primary("INCR {{k}}:a", "SADD k a")] public partial Task<(long, bool)> M();""")]
    [InlineData("""[Primary("XGROUP CREATE x g $")] public partial Task<bool> M();""")]
    [InlineData("""[Primary(Script = "return redis.call('SADD', KEYS[1], 1)")] public partial Task<bool> M(RedisKey key);""")]
    public Task A_reply_that_a_second_attempt_changes_is_reported(string method) => RepositoryAnalyzerTests.VerifyAsync(method);

    [Theory]
    [InlineData("""[assembly: WriteDefaults(AllowRepeatedReply = true)] partial class A(IRedisRouter r) { [Primary("SADD k a")] public partial Task<bool> M(); object R => r; }""")]
    [InlineData("""[WriteDefaults(AllowRepeatedReply = true)] partial class A(IRedisRouter r) { [Primary("SADD k a")] public partial Task<bool> M(); object R => r; }""")]
    [InlineData("""[WriteDefaults(AllowRepeatedReply = true)] partial class A(IRedisRouter r) { [Primary("{|RSF3005:SADD|} k a", AllowRepeatedReply = false)] public partial Task<bool> M(); object R => r; }""")]
    public Task Defaults_of_type_and_assembly_count(string source) => Snippet.VerifyAsync(new RepositoryAnalyzer(), source, mustCompile: false);
}

/// <summary>Replies of one form, and the types that cannot hold them: each would throw after the write was applied.</summary>
public sealed class FixedReplyTests
{
    [Theory]
    [InlineData("""[Primary("XADD x * f 1")] public partial Task<long> {|RSF0005:M|}();""")]
    [InlineData("""[Primary("XADD x * f 1")] public partial Task<string[]> {|RSF0005:M|}();""")]
    [InlineData("""[Primary("XADD x * f 1")] public partial Task<Guid> {|RSF0005:M|}();""")]
    [InlineData("""[Primary("INCR a")] public partial Task<(long, long)> {|RSF0005:M|}();""")]
    [InlineData("""[Primary("SREM s {v}")] public partial Task<DateTime> {|RSF0005:M|}(string v);""")]
    [InlineData("""[Primary("LTRIM l 0 1")] public partial Task<long> {|RSF0005:M|}();""")]
    [InlineData("""[Primary("INCR a", "INCR {{a}}:b")] public partial Task<(long, long, long)> {|RSF0005:M|}();""")]
    [InlineData("""[Primary("INCR a", "XADD {{a}}:x * f 1")] public partial Task<(long, long)> {|RSF0005:M|}();""")]

    [InlineData("""[Primary("XADD x * f 1")] public partial Task<string?> M();""")]
    [InlineData("""[Primary("XADD x * f 1")] public partial Task<RedisValue> M();""")]
    [InlineData("""[Primary("XADD x * f 1")] public partial Task<RedisResult> M();""")]
    [InlineData("""[Primary("XADD x * f 1")] public partial Task M();""")]
    [InlineData("""[Primary("INCR a")] public partial Task<string> M();""")]
    [InlineData("""[Primary("INCR a", "INCR {{a}}:b")] public partial Task<(long, long)> M();""")]
    [InlineData("""[Primary("INCR a", "ZPOPMIN {{a}}:z 1")] public partial Task<(string, double)> M();""")]
    public Task What_cannot_be_read_is_refused(string method) => RepositoryAnalyzerTests.VerifyAsync(method);

    [Theory]
    [InlineData("{|RSF0002:HINCR|} h {id} 1", "HINCRBY")]
    [InlineData("GET a{|RSF0002:{id|}?}", "square brackets")]
    [InlineData("GET a{|RSF0002:{id.ToLower|}()}", "calls a method")]
    public async Task A_message_says_what_to_write(string template, string hint)
    {
        await RepositoryAnalyzerTests.VerifyAsync($$"""[Primary("{{template}}")] public partial Task M(string id);""");
        var plain = template.Replace("{|RSF0002:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);

        Assert.Contains(hint, RedisSafety.Commands.Templates.TemplateBinding.Bind(plain).Errors[0].Message, StringComparison.Ordinal);
    }
}
