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
    [InlineData("""[Primary("HSET h {fields}")] public partial Task<long> M(Dictionary<string, int> fields);""", ".Groups<global::System.Collections.Generic.KeyValuePair<string, int>>(fields")]
    [InlineData("""[Primary("MSET {values}")] public partial Task M(IReadOnlyDictionary<string, string> values);""", ".KeyedGroups<")]
    [InlineData("""[Primary("XADD log * a {a}")] public partial Task<string> M(string a);""", "CommandRetryWriteAccumulating")]
    [InlineData("""[ReadReplica("TTL k")] public partial Task<long> M();""", "database, \"TTL\", flags")]
    [InlineData("""[ReadReplica("GET k")] public partial Task<RedisResult> M();""", "static (reply, state) => reply)")]
    [InlineData("""[Primary("DBSIZE")] public partial Task<long> M(CancellationToken token);""", ", line, token)")]

    // What may be missing on the way to a value leaves its part out.
    [InlineData("""[Primary("SET a 1 [EX {x.Next.Ttl}]")] public partial Task M(Item? x); public class Item { public Item? Next => null; public TimeSpan Ttl => default; }""", "if (x?.Next?.Ttl is not null)")]
    [InlineData("""[Primary("SET a 1 [EX {x.Ttl}]")] public partial Task M(Item? x); public class Item { public TimeSpan? Ttl => default; }""", "Seconds(x.Ttl.Value)")]
    [InlineData("""[Primary("SADD a b [{x.Next.Tags}]")] public partial Task M(Item x); public class Item { public Item? Next => null; public string[] Tags => []; }""", "if (x.Next?.Tags is not null)")]
    [InlineData("""[Primary("SET a:{x.Id} {x.Name}")] public partial Task M<T>(T x) where T : Item; public class Item { public int Id => 1; public string Name => ""; }""", "x.Name")]

    // Groups of arguments, from whatever holds them.
    [InlineData("""[Primary("HSET h {fields}")] public partial Task<long> M(IEnumerable<(string Name, int Value)> fields);""", "item.Item1")]
    [InlineData("""[Primary("HSET h {fields}")] public partial Task<long> M(HashEntry[] fields);""", "item.Name")]
    [InlineData("""[Primary("ZADD z {members}")] public partial Task<long> M(Dictionary<string, double> members);""", "Value(item.Value), static item => global::RedisSafety.CodeGeneration.RedisArguments.Value(item.Key)")]
    [InlineData("""[Primary("ZADD z {members}")] public partial Task<long> M(List<(double Score, string Member)> members);""", "Value(item.Item1), static item")]
    [InlineData("""[Primary("ZADD z {members}")] public partial Task<long> M(List<(Guid Member, double Score)> members);""", "Value(item.Item2), static item")]
    [InlineData("""[Primary("ZADD z {members}")] public partial Task<long> M(SortedSetEntry[] members);""", "Value(item.Score), static item")]
    [InlineData("""[Primary("GEOADD g {places}")] public partial Task<long> M(List<(double Longitude, double Latitude, string Name)> places);""", "Value(item.Item3)")]
    [InlineData("""[Primary("SADD s {items}")] public partial Task<long> M(ReadOnlyMemory<int> items);""", "RedisArguments.Items(items)")]
    [InlineData("""[Primary("SADD s {items}")] public partial Task<long> M(ArraySegment<Guid> items);""", "Many<global::System.Guid")]
    [InlineData("""[Primary("SADD s a [{items}]")] public partial Task<long> M(ArraySegment<Guid>? items);""", "Values<global::System.Guid>(items.Value")]
    [InlineData("""[Primary("SADD s a [{items}]")] public partial Task<long> M(ReadOnlyMemory<int>? items);""", "RedisArguments.Items(items.Value)")]
    [InlineData("""[Primary("MSET {pairs}")] public partial Task M(Dictionary<Guid, Uri> pairs);""", "static item => (global::StackExchange.Redis.RedisKey)global::RedisSafety.CodeGeneration.RedisArguments.Text(item.Key), item => ")]

    // Replies of several parts.
    [InlineData("""[ReadReplica("HGETALL p:{id}")] public partial Task<Item> M(int id); public sealed record Item(int Id, string Title, decimal? Price = 2.5m) { public Uri? Link { get; init; } }""", "fields.OptionalSerialized<global::System.Uri>(\"Link\")")]
    [InlineData("""[ReadReplica("HGETALL p:{id}")] public partial Task<Item?> M(int id); public struct Item { public int Id { get; set; } }""", "OptionalRecord<global::Store.Item?>")]
    [InlineData("""[ReadReplica("HGETALL p:{id}")] public partial Task<Item?> M(int id); public class Item { public required string Name { get; init; } public int? Count { get; set; } }""", "new global::Store.Item() { Name = ")]
    [InlineData("""[ReadReplica("ZRANGE z 0 -1 WITHSCORES")] public partial Task<List<(string Member, double Score)>> M();""", "static (first, second) => (first, second)")]
    [InlineData("""[ReadReplica("ZRANGE z 0 -1 REV WITHSCORES")] public partial Task<KeyValuePair<Guid, double>[]> M();""", "new global::System.Collections.Generic.KeyValuePair<global::System.Guid, double>(first, second)")]
    [InlineData("""[Primary("ZPOPMIN z")] public partial Task<(string Member, double Score)?> M();""", "OptionalTuple<")]
    [InlineData("""[ReadReplica("TIME")] public partial Task<(long Seconds, int Microseconds)> M();""", "Tuple<(long Seconds, int Microseconds)>(reply, 2")]

    // Several commands, scripts, enumerations and bodies.
    [InlineData("""[Primary("HINCRBY cart:{id} {sku} {n}", "EXPIRE cart:{id} {ttl}")] public partial Task<bool> M(long id, string sku, int n, TimeSpan ttl);""", "reply[1]")]
    [InlineData("""[Primary("HINCRBY cart:{id} {sku} {n}", "EXPIRE cart:{id} {ttl}")] public partial Task<(long Count, bool Kept)> M(long id, string sku, int n, TimeSpan ttl);""", "lines.Add(\"EXPIRE\", line2)")]
    [InlineData("""[Primary("SET a 1", "INCR a", "GET a")] public partial Task M();""", "CommandRetryWriteAccumulating")]
    [InlineData("""[Primary("stock:{sku} , {n}", Script = "return redis.call('INCRBY', KEYS[1], ARGV[1])")] public partial Task<long> M(string sku, int n);""", "state.EvaluateAsync(database, \"return redis.call('INCRBY', KEYS[1], ARGV[1])\", flags)")]
    [InlineData("""[ReadReplica(Script = "return redis.call('GET', KEYS[1])")] public partial Task<string?> M(RedisKey key, int ignored);""", "state.EvaluateReadOnlyAsync(")]
    [InlineData("""[Primary(Script = "return 1")] public partial Task<int> M(CancellationToken token);""", ", line, token)")]
    [InlineData("""[ReadReplica("HSCAN h 0 MATCH {pattern}")] public partial IAsyncEnumerable<KeyValuePair<string, int>> M(string pattern, CancellationToken token = default);""", "RedisScans.EnumerateAsync(redis, RedisOperations.M")]
    [InlineData("""[ReadReplica("SCAN 0 COUNT 500")] public partial IAsyncEnumerable<string> M();""", "RedisScan(\"SCAN\", line, 0)")]
    [InlineData("""[Primary] public partial Task<long> M(string sku, CancellationToken token); private static Task<long> M(IDatabaseAsync database, string sku, CancellationToken token) => database.StringIncrementAsync(sku);""", "return M(global::RedisSafety.CodeGeneration.RedisBodies.Database(redis, global::RedisSafety.RedisRoute.Primary, cancellationToken: token), sku, token);")]
    [InlineData("""[ReadReplica(Consistency = ReadConsistency.ReadYourWrites)] public partial Task<T> M<T>(T id); private async Task<T> M<T>(IDatabaseAsync database, T id) { await database.StringGetAsync("a"); return id; }""", "M<T>(")]
    [InlineData("""[Primary("INCRBY stock:{sku} {n}", OncePer = nameof(webhook))] public partial Task<long> M(string sku, int n, Guid webhook);""", "line.OncePer(global::RedisSafety.CodeGeneration.RedisArguments.Value(webhook), redis, \"webhook\");")]

    // How old an answer may be: by the method, its type, or its assembly.
    [InlineData("""[ReadReplica("GET k", MaxStaleness = "250ms", ReplicaWait = "2 s")] public partial Task<string?> M();""", "MaxStaleness = global::System.TimeSpan.FromMilliseconds(250d),")]
    [InlineData("""[ReadReplica("GET k", MaxStaleness = "1m")] public partial Task<string?> M();""", "MaxStaleness = global::System.TimeSpan.FromMinutes(1d),")]
    [InlineData("""[ReadReplica("GET k", Consistency = ReadConsistency.Monotonic)] public partial Task<string?> M();""", "Consistency = global::RedisSafety.ReadConsistency.Monotonic,")]
    [InlineData("""[ReadReplica("GET k", Consistency = ReadConsistency.Eventual)] public partial Task<string?> M();""", "Consistency = global::RedisSafety.ReadConsistency.Eventual,")]
    [InlineData("""[ReadReplica(MaxStaleness = "1s")] public partial Task<RedisValue> M(); private Task<RedisValue> M(IDatabaseAsync d) => d.StringGetAsync("k");""", "RedisRoute.Replica, maxStaleness: global::System.TimeSpan.FromSeconds(1d))")]

    // Odd signatures.
    [InlineData("""[Primary("SET {@class} {@event}")] internal partial Task M(string @class, string @event);""", "@event")]
    [InlineData("""[Primary("SET k {v}")] public partial Task M<T>(T v) where T : class, new();""", "internal static class M<T> where T : class, new()")]
    [InlineData("""[Primary("SADD k {v}")] protected internal virtual partial Task<long> M(params int[] v);""", "params int[] v")]
    [InlineData("""[ReadReplica("GET k", Consistency = ReadConsistency.ReadYourWrites)] public partial Task<string?> M();""", "Consistency = global::RedisSafety.ReadConsistency.ReadYourWrites")]
    [InlineData("""[Primary("SET {{tag}}:\"q {v}")] public partial Task M(string v);""", "{tag}:\\\"q")]
    public void Writes_a_half_that_compiles_without_a_warning(string method, string part) =>
        Assert.Contains(part, GeneratedOutput.Of($$"""public partial class Store(IRedisRouter redis) { {{method}} }"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("""[ReadDefaults(Consistency = ReadConsistency.Monotonic)] partial class A(IRedisRouter r) { [ReadReplica("GET a")] public partial Task<string?> M(); }""", "Monotonic,")]
    [InlineData("""[ReadDefaults(MaxStaleness = "1s")] partial class O { partial class A(IRedisRouter r) { [ReadReplica("GET a")] public partial Task<string?> M(); } }""", "FromSeconds(1d)")]
    [InlineData("""[assembly: ReadDefaults(ReplicaWait = "5ms")] partial class A(IRedisRouter r) { [ReadReplica("GET a")] public partial Task<string?> M(); }""", "ReplicaWait = global::System.TimeSpan.FromMilliseconds(5d)")]
    [InlineData("""[assembly: ReadDefaults(Consistency = ReadConsistency.Monotonic)] [ReadDefaults(Consistency = ReadConsistency.ReadYourWrites)] partial class A(IRedisRouter r) { [ReadReplica("GET a", Consistency = ReadConsistency.Eventual)] public partial Task<string?> M(); }""", "ReadConsistency.Eventual,")]
    [InlineData("""[assembly: ReadDefaults(Consistency = ReadConsistency.Monotonic)] [ReadDefaults(Consistency = ReadConsistency.ReadYourWrites)] partial class A(IRedisRouter r) { [ReadReplica("GET a")] public partial Task<string?> M(); }""", "ReadConsistency.ReadYourWrites,")]
    public void Promises_what_the_nearest_says(string source, string part) => Assert.Contains(part, GeneratedOutput.Of(source), StringComparison.Ordinal);

    [Fact]
    public void A_write_promises_nothing_of_replicas() => Assert.DoesNotContain(
        "Consistency", GeneratedOutput.Of("""[ReadDefaults(Consistency = ReadConsistency.Monotonic)] partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); }"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("""namespace N.O { partial class A { public partial record B(IRedisRouter R) { [Primary("INCR a")] public partial Task<long> M(); } } }""")]
    [InlineData("""partial class A<T> where T : struct { private readonly IRedisRouter _r; public A(IRedisRouter r) => _r = r; [Primary("SET a {v}")] public partial Task M(T v); }""")]
    [InlineData("""partial struct A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""class Base(IRedisRouter r) { protected IRedisRouter Router => r; } partial class A(IRedisRouter r) : Base(r) { [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial class A(IRedisRouter r) { private readonly IRedisRouter _kept = r; [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); [Primary("INCRBY a {n}")] public partial Task<long> M(int n); int RedisOperations => 1; }""")]

    // What the user has been told of already.
    [InlineData("""record Item(int Id) { [Obsolete] public int Old { get; set; } [Obsolete("x")] public int Older { get; set; } } partial class A(IRedisRouter r) { [ReadReplica("HGETALL a")] public partial Task<Item> M(); }""")]

    // Names that are words of the language.
    [InlineData("""namespace @class.@namespace { partial class @event<@int>(IRedisRouter @readonly) { [Primary("SET a:{@params} {@var}")] internal partial Task @new<@out>(int @params, @out @var); } }""")]
    [InlineData("""namespace N.@record { enum @enum { A } partial class var(IRedisRouter async) { [Primary("SET a:{await} {field}")] internal partial Task partial(int await, @enum field); } }""")]
    [InlineData("""partial interface I<T> { IRedisRouter R { get; } [Primary("INCR a")] public partial Task<long> M(); }""")]
    [InlineData("""partial record struct A(IRedisRouter R) { [Primary("INCR a")] public readonly partial Task<long> M(); }""")]
    [InlineData("""class B { public virtual Task<long> M() => null!; } partial class A(IRedisRouter r) : B { [Primary("INCR a")] public sealed override partial Task<long> M(); [Primary("INCR {n}")] public partial Task<long> Equals(string n); [Primary("INCR {n}")] public partial Task<long> ToString(int n); }""")]

    // Names that the half needs, and the user has.
    [InlineData("""partial class A { readonly IRedisRouter v = null!; [Primary("SET a {v}")] public partial Task M(Uri v); }""")]
    [InlineData("""partial class A { static readonly IRedisRouter v = null!; [Primary("SET a {v}")] public partial Task M(Uri v); }""")]
    [InlineData("""partial class A<T> { static IRedisRouter v => null!; [Primary("INCRBY a {v}", OncePer = "id")] public partial Task<long> M(int v, int id); }""")]
    [InlineData("""class Base(IRedisRouter r) { protected IRedisRouter v => r; } partial class A(IRedisRouter r) : Base(r) { [Primary("SET a {v}", "GET a")] public partial Task<Uri?> M(int v); }""")]
    [InlineData("""partial class A(IRedisRouter line) { [Primary("SET a {v} [EX {ttl}]")] public partial Task M(Uri v, TimeSpan? ttl); }""")]
    [InlineData("""partial class A(IRedisRouter lines) { [Primary("SET a {v}", "GET a")] public partial Task<Uri?> M(Uri v); }""")]
    [InlineData("""partial class A(IRedisRouter line1) { [Primary("SET a {v}", "GET a")] public partial Task<Uri?> M(Uri v); }""")]
    [InlineData("""partial class A(IRedisRouter item) { [Primary("SADD a {v}")] public partial Task M(Uri[] v); }""")]
    [InlineData("""partial class A(IRedisRouter item) { [Primary("HSET a {v}")] public partial Task M(Dictionary<string, Uri> v); }""")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("SET a {RedisOperations}")] public partial Task M(string RedisOperations); [Primary("INCR a")] public partial Task<long> N(); }""")]
    [InlineData("""partial class A(IRedisRouter database) { [Primary("SET {state} {flags} EX {reply}")] public partial Task<bool> M(string state, Uri flags, TimeSpan reply); }""")]
    public void Writes_into_every_form_of_type(string source) => Assert.Contains("ExecuteAsync", GeneratedOutput.Of(source), StringComparison.Ordinal);

    [Fact]
    public void An_alias_of_the_attribute_is_the_attribute() => Assert.Contains(
        "ExecuteAsync",
        GeneratedOutput.Of("""using Send = RedisSafety.PrimaryAttribute; partial class A(IRedisRouter r) { [Send("INCR a")] public partial Task<long> M(); }"""),
        StringComparison.Ordinal);

    [Fact]
    public void Documentation_is_carried_over_and_tells_of_the_command()
    {
        var output = GeneratedOutput.Of("""
            public partial class Store(IRedisRouter redis)
            {
                /// <summary>Adds to a cart, see <see cref="Sibling"/>.</summary>
                /// <param name="id">The cart's &lt;id&gt;.</param>
                /// <remarks>Own remark.</remarks>
                [Primary("INCR cart:{id}")] public partial Task<long> Documented(long id);

                [Primary("INCR b")] public partial Task<long> Bare();

                /// <summary>Half
                [Primary("INCR c")] public partial Task<long> Broken();

                public void Sibling() { }
            }
            """);

        Assert.Contains("""
                /// <summary>Adds to a cart, see <see cref="M:Store.Sibling"/>.</summary>
                /// <param name="id">The cart's &lt;id&gt;.</param>
                /// <remarks>Own remark.
                /// <para><c>INCR key</c>: Increment the integer value of a key by one. O(1). Since Redis 1.0.0.</para>
                /// </remarks>
            """.ReplaceLineEndings("\n"), output, StringComparison.Ordinal);
        Assert.Contains("/// <summary>Sends <c>INCR</c>.</summary>", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Half", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[Primary("INCRR a")] public partial Task<long> M();""", "RSF0002: 'INCRR' is not a Redis command; did you mean 'INCR'?")]
    [InlineData("""[ReadReplica("INCR a")] public partial Task<long> M();""", "RSF2002")]
    [InlineData("""[Primary("INCR a")] [ReadReplica("GET a")] public partial Task<long> M();""", "RSF0002")]
    [InlineData("""[Primary("GET a")] public partial string M();""", "RSF0005")]
    [InlineData("""[Primary("SET a {v}")] public partial Task M(ref int v);""", "RSF0005")]
    [InlineData("""[Primary] public partial Task M();""", "RSF0002")]
    [InlineData("""[Primary(Script = "missing.lua")] public partial Task M();""", "RSF0002: No one additional file is named 'missing.lua'")]
    public void A_method_that_cannot_be_written_throws_why_so_that_the_build_goes_on_to_say_it(string method, string reason)
    {
        var output = GeneratedOutput.Of($$"""public partial class Store(IRedisRouter redis) { {{method}} object R => redis; }""");

        Assert.Contains("throw new global::System.NotSupportedException(\"" + reason, output, StringComparison.Ordinal);
        Assert.DoesNotContain("class RedisOperations", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[Primary("INCRR a")] public partial Task<long> M();""", "RSF0002")]
    [InlineData("""[Primary("SET a {b}")] public partial Task M(string c);""", "RSF0004 RSF0004")]
    [InlineData("""[Primary("RENAME a b:{id}")] public partial Task M(int id);""", "RSF0009")]
    [InlineData("""[Primary("INCR a")] public partial Task<long> M();""", "")]
    [InlineData("""[Primary] public partial Task<RedisValue> M(); private Task<RedisValue> M(IDatabaseAsync d) => d.StringGetAsync("a");""", "")]
    [InlineData("""[Primary("INCR a")] public Task<long> M() => null!;""", "RSF0001")]
    [InlineData("""[Primary("INCR a")] public partial Task<long> M(); public partial Task<long> M() => null!;""", "RSF0001")]
    public async Task The_rules_see_a_method_once_also_with_its_generated_half(string method, string ids)
    {
        var source = $$"""public partial class Store(IRedisRouter redis) { {{method}} object R => redis; }""";
        GeneratedOutput.Driver().RunGeneratorsAndUpdateCompilation(RedisSafety.Testing.Snippet.Compile(source), out var output, out _, TestContext.Current.CancellationToken);

        var reported = await RedisSafety.Testing.Snippet.DiagnosticsAsync(new Diagnostics.RepositoryAnalyzer(), output);

        Assert.Equal(ids, string.Join(' ', reported.Select(diagnostic => diagnostic.Id)));
    }

    [Theory]
    [InlineData("""class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); object R => r; }""")]
    [InlineData("""file partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); object R => r; }""")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("INCR a")] public Task<long> M() => null!; object R => r; }""")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary("INCR a")] public partial Task<Unknown> M(); object R => r; }""")]
    [InlineData("""partial class A(IRedisRouter r) { [Primary] public partial Task<long> M(); public partial Task<long> M() => null!; object R => r; }""")]
    public void Writes_nothing_where_no_half_would_compile(string source) =>
        Assert.Empty(GeneratedOutput.Driver().RunGenerators(RedisSafety.Testing.Snippet.Compile(source), TestContext.Current.CancellationToken).GetRunResult().GeneratedTrees);

    [Fact]
    public void The_order_of_files_types_and_methods_makes_no_difference()
    {
        string[] methods =
        [
            """[Primary("INCR a")] public partial Task<long> M();""",
            """[Primary("INCRBY a {n}")] public partial Task<long> M(int n);""",
            """[Primary("INCRBY a {n}")] public partial Task<long> M(long n);""",
            """[ReadReplica("GET a")] public partial Task<string?> A();""",
            """[Primary] public partial Task<long> B(); Task<long> B(IDatabaseAsync d) => d.StringIncrementAsync("a");""",
        ];
        var generated = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var types = new[] { "A", "B", "b", "N", "N<T>" }.Select(name => $"partial class {name}(IRedisRouter r) {{ {string.Join(' ', Shuffled(methods, random))} object R => r; }}").ToArray();
            var files = Shuffled([.. types, "partial class A { partial class B(IRedisRouter r) { " + methods[0] + " } }", "partial class A { " + methods[3].Replace("A()", "Late()", StringComparison.Ordinal) + " }"], random);
            var snippet = RedisSafety.Testing.Snippet.Compile("");
            var compilation = snippet.AddSyntaxTrees(files.Select((file, index) =>
                Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(file, (Microsoft.CodeAnalysis.CSharp.CSharpParseOptions)snippet.SyntaxTrees[0].Options, $"{index}.cs", cancellationToken: TestContext.Current.CancellationToken)));

            var result = GeneratedOutput.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results.Single();

            Assert.Equal(6, result.GeneratedSources.Length);
            generated.Add(string.Concat(result.GeneratedSources.Select(source => $"{source.HintName}\n{source.SourceText}\n")));
        }

        Assert.Single(generated);

        static string[] Shuffled(string[] items, Random random)
        {
            var shuffled = items.ToArray();
            random.Shuffle(shuffled);
            return shuffled;
        }
    }

    [Fact]
    public void Types_whose_files_would_have_one_name_have_a_file_each()
    {
        const string Type = """partial class B(IRedisRouter r) { [Primary("INCR a")] public partial Task<long> M(); object R => r; }""";

        var output = GeneratedOutput.Of($"partial class A {{ {Type} }} partial class A<T> {{ {Type} }} {Type} {Type.Replace("class B", "class b", StringComparison.Ordinal)}");

        Assert.Equal(4, output.Split("// <auto-generated/>").Length - 1);
    }

    [Fact]
    public void A_script_comes_from_the_additional_file_of_its_name()
    {
        var source = """public partial class Store(IRedisRouter redis) { [Primary(Script = "reserve.lua")] public partial Task<long> M(RedisKey stock, int n); }""";
        var driver = GeneratedOutput.Driver().AddAdditionalTexts([new ScriptText("src/Scripts/reserve.lua", "return 1"), new ScriptText("src/other/unreserve.lua", "return 2")]);

        driver = driver.RunGeneratorsAndUpdateCompilation(RedisSafety.Testing.Snippet.Compile(source), out var output, out _, TestContext.Current.CancellationToken);

        Assert.Contains("EvaluateAsync(database, \"return 1\", flags)", output.SyntaxTrees.Last().ToString(), StringComparison.Ordinal);
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning));
        Assert.All(driver.RunGenerators(RedisSafety.Testing.Snippet.Compile(source + " class Other;"), TestContext.Current.CancellationToken).GetRunResult().Results.Single()
            .TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs), step => Assert.Equal(Microsoft.CodeAnalysis.IncrementalStepRunReason.Cached, step.Reason));
    }
}
