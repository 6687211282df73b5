namespace RedisSafety.Generators.Tests;

public sealed class RepositoryGeneratorTests
{
    [Theory]

    // Typed methods of StackExchange.Redis for everyday commands.
    [InlineData("""[ReadReplica("HGETALL cart:{id}")] public partial Task<Dictionary<string, int>> M(long id);""", "database.HashGetAllAsync(state, flags)")]
    [InlineData("""[Primary("HINCRBY cart:{id} {sku} {n}")] public partial Task<long> M(long id, string sku, int n);""", "database.HashIncrementAsync(state.Key, state.Field, state.Increment, flags)")]
    [InlineData("""[ReadReplica("GET p:{id}")] public partial Task<Uri?> M(long id);""", "RedisReplies.Optional<global::System.Uri>(reply, \"GET\", state.Key, state.Serializer)")]
    [InlineData("""[Primary("SET p:{p.Port} {p} EX {ttl}")] public partial Task M(Uri p, TimeSpan ttl);""", "redis.Serializer.Serialize<global::System.Uri>(p)")]
    [InlineData("""[Primary("SADD s {tags}")] public partial Task<long> M(IReadOnlyList<string> tags);""", "database.SetAddAsync(state.Key, state.Member, flags)")]
    [InlineData("""[ReadReplica("MGET {keys}")] public partial Task<string?[]> M(string[] keys);""", "Keys = static state => state")]
    [InlineData("""[Primary("ZADD z {score} {member}")] public partial ValueTask<bool> M(double score, Guid member);""", "new global::System.Threading.Tasks.ValueTask<bool>(")]
    [InlineData("""[ReadReplica("SMEMBERS s:{id}")] public partial Task<HashSet<int>> M(int id);""", "RedisReplies.HashSet<int>(reply")]
    [InlineData("""[Primary("EXPIRE {key} {ttl}")] public partial Task<bool> M(RedisKey key, TimeSpan ttl);""", "database.KeyExpireAsync")]
    [InlineData("""[Primary("TTL {key}")] public partial Task<TimeSpan?> M(RedisKey key);""", "static (reply, state) => reply)")]

    // The command's own text for the rest.
    [InlineData("""[Primary("XGROUP CREATE s g $ MKSTREAM")] public partial Task M();""", ".Word(\"CREATE\")")]
    [InlineData("""[Primary("SET k {v} [EX {ttl}]")] public partial Task<bool> M(string v, TimeSpan? ttl);""", "if (ttl is not null)")]
    [InlineData("""[Primary("HSET h {fields}")] public partial Task<long> M(Dictionary<string, int> fields);""", ".Pairs<string, int>(fields")]
    [InlineData("""[Primary("MSET {values}")] public partial Task M(IReadOnlyDictionary<string, string> values);""", "firstIsKey: true")]
    [InlineData("""[Primary("XADD log * a {a}")] public partial Task<string> M(string a);""", "CommandRetryWriteAccumulating")]
    [InlineData("""[ReadReplica("TTL k")] public partial Task<long> M();""", "database, \"TTL\", flags")]
    [InlineData("""[ReadReplica("GET k")] public partial Task<RedisResult> M();""", "static (reply, state) => reply)")]
    [InlineData("""[Primary("DBSIZE")] public partial Task<long> M(CancellationToken token);""", ", line, token)")]

    // Odd signatures.
    [InlineData("""[Primary("SET {@class} {@event}")] internal partial Task M(string @class, string @event);""", "@event")]
    [InlineData("""[Primary("SET k {v}")] public partial Task M<T>(T v) where T : class, new();""", "internal static class M<T> where T : class, new()")]
    [InlineData("""[Primary("SADD k {v}")] protected internal virtual partial Task<long> M(params int[] v);""", "params int[] v")]
    [InlineData("""[ReadReplica("GET k", Consistency = ReadConsistency.ReadYourWrites)] public partial Task<string?> M();""", "Consistency = global::RedisSafety.ReadConsistency.ReadYourWrites")]
    [InlineData("""[Primary("SET {{tag}}:\"q {v}")] public partial Task M(string v);""", "{tag}:\\\"q")]
    public void Writes_a_half_that_compiles_without_a_warning(string method, string part) =>
        Assert.Contains(part, GeneratedOutput.Of($$"""public partial class Store(IRedisRouter redis) { {{method}} }"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("""namespace N.O { partial class A { public partial record B(IRedisRouter R) { [Primary("INCR a")] public partial Task<long> M(); } } }""")]
    [InlineData("""partial class A<T> where T : struct { private readonly IRedisRouter _r; public A(IRedisRouter r) => _r = r; [Primary("SET a {v}")] public partial Task M(T v); }""")]
    [InlineData("""partial struct A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""class Base(IRedisRouter r) { protected IRedisRouter Router => r; } partial class A(IRedisRouter r) : Base(r) { [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial class A(IRedisRouter r) { private readonly IRedisRouter _kept = r; [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); [Primary("INCRBY a {n}")] public partial Task<long> M(int n); int RedisOperations => 1; }""")]
    public void Writes_into_every_form_of_type(string source) => Assert.Contains("ExecuteAsync", GeneratedOutput.Of(source), StringComparison.Ordinal);

    [Fact]
    public void An_unrelated_edit_and_one_below_run_no_output_again()
    {
        const string Source = """partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); }""";
        Assert.All(Reasons(Source, Source + " class Other { }"), reason => Assert.Equal(Microsoft.CodeAnalysis.IncrementalStepRunReason.Cached, reason));
        Assert.All(Reasons(Source, "/* before */ " + Source), reason => Assert.Equal(Microsoft.CodeAnalysis.IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_changed_template_runs_its_output_again() => Assert.Contains(
        Microsoft.CodeAnalysis.IncrementalStepRunReason.Modified,
        Reasons(
            """partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); }""",
            """partial class A(IRedisRouter r) { [Primary("INCR b")] public partial Task<long> M(); }"""));

    [Fact]
    public void Models_hold_nothing_of_the_compiler()
    {
        var models = typeof(RepositoryGenerator).Assembly.GetTypes().Where(type => type.Name.StartsWith("Repository", StringComparison.Ordinal)
            && type.Namespace!.EndsWith(".Repositories", StringComparison.Ordinal)
            && type.GetMethod("<Clone>$") is not null && type.Name != "RepositoryParseResult").ToArray();

        Assert.True(models.Length >= 4);
        Assert.All(
            models.SelectMany(model => model.GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)),
            field => Assert.DoesNotContain("Microsoft.CodeAnalysis", field.FieldType.ToString(), StringComparison.Ordinal));
    }

    private static IEnumerable<Microsoft.CodeAnalysis.IncrementalStepRunReason> Reasons(string before, string after)
    {
        var driver = GeneratedOutput.Driver().RunGenerators(RedisSafety.Testing.Snippet.Compile(before));
        return driver.RunGenerators(RedisSafety.Testing.Snippet.Compile(after)).GetRunResult().Results.Single()
            .TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason).ToArray();
    }
}
