using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2001Tests
{
    private const string Store = """
        partial class Store(IRedisRouter redis)
        {
            [Primary("SET cart:{id} {value}")] public partial Task SaveAsync(long id, string value);
            [ReadReplica("GET cart:{id}")] public partial Task<string?> FindAsync(long id);
            [ReadReplica("GET cart:{id}", Consistency = ReadConsistency.ReadYourWrites)] public partial Task<string?> FindOwnAsync(long id);
            [Primary("GET cart:{id}")] public partial Task<string?> FindOnPrimaryAsync(long id);
            public IRedisRouter Router => redis;
        }
        """;

    /// <summary>Bodies of a method with a database, another one, two ids and a condition.</summary>
    public static TheoryData<string> Reported => new()
    {
        """db.StringSet("a", 1); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",
        """await db.StringSetAsync($"cart:{id}", 1); await {|RSF2001:db.StringGetAsync($"cart:{id}", CommandFlags.DemandReplica)|};""",
        """db.StringSet("cart:" + id, 1); {|RSF2001:db.StringGet($"cart:{id}", CommandFlags.PreferReplica)|};""",
        """db.StringSet("a", 1); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica | CommandFlags.NoRedirect)|};""",
        """if (yes) { db.KeyDelete("a"); } {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",
        """while (yes) { {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|}; db.StringSet("a", 1); }""",
        """_ = db.StringSetAsync("a", 1); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",
        """db.HashIncrement("h", "f", 1); db.StringGet("h"); {|RSF2001:db.HashGetAll("h", CommandFlags.PreferReplica)|};""",
        """foreach (var f in new[] { "f", "g" }) { {|RSF2001:db.HashGetAll("h", CommandFlags.PreferReplica)|}; db.HashSet("h", f, 1); }""",
        """db.HashSet("h", "f", 1); {|RSF2001:db.HashGet("h", "f", CommandFlags.PreferReplica)|};""",
        """db.KeyExpire("a", TimeSpan.FromSeconds(1)); {|RSF2001:db.KeyTimeToLive("a", CommandFlags.PreferReplica)|};""",
        """db.StringSet(Key(id), 1); {|RSF2001:db.StringGet(Key(id), CommandFlags.PreferReplica)|};""",
        """try { db.StringSet("a", 1); } catch (RedisException) { } {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",
        """try { db.StringSet("a", 1); } finally { {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|}; }""",
        """Action act = () => { db.StringSet("a", 1); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|}; }; act();""",
        """await store.SaveAsync(id, "x"); await {|RSF2001:store.FindAsync(id)|};""",
        """db.StringSet($"cart:{id}", 1); await {|RSF2001:store.FindAsync(id)|};""",
        """await store.SaveAsync(7, "x"); {|RSF2001:db.StringGet("cart:7", CommandFlags.PreferReplica)|};""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // The primary answers.
        """db.StringSet("a", 1); db.StringGet("a");""",
        """db.StringSet("a", 1); db.StringGet("a", CommandFlags.DemandMaster);""",
        """await store.SaveAsync(id, "x"); await store.FindOnPrimaryAsync(id);""",

        // The router answers for freshness.
        """await store.SaveAsync(id, "x"); await store.FindOwnAsync(id);""",

        // The flags are not known.
        """db.StringSet("a", 1); db.StringGet("a", flags);""",

        // Another key, or not known to be the same.
        """db.StringSet("a", 1); db.StringGet("b", CommandFlags.PreferReplica);""",
        """db.StringSet($"a:{id}", 1); db.StringGet($"b:{id}", CommandFlags.PreferReplica);""",
        """db.StringSet($"a:{id}", 1); db.StringGet($"a:{other}", CommandFlags.PreferReplica);""",
        """db.StringSet(Key(id), 1); db.StringGet(Key(other), CommandFlags.PreferReplica);""",
        """await store.SaveAsync(id, "x"); await store.FindAsync(other);""",

        // The key changed between.
        """db.StringSet($"a:{id}", 1); id++; db.StringGet($"a:{id}", CommandFlags.PreferReplica);""",
        """db.StringSet($"a:{id}", 1); id = other; db.StringGet($"a:{id}", CommandFlags.PreferReplica);""",

        // No path leads from the write to the read.
        """db.StringGet("a", CommandFlags.PreferReplica); db.StringSet("a", 1);""",
        """if (yes) { db.StringSet("a", 1); } else { db.StringGet("a", CommandFlags.PreferReplica); }""",
        """if (yes) { db.StringSet("a", 1); return; } db.StringGet("a", CommandFlags.PreferReplica);""",
        """var v = db.StringGet("a", CommandFlags.PreferReplica); if (v.IsNull) { db.StringSet("a", 1); }""",

        // Replicas have it once WAIT returns.
        """db.StringSet("a", 1); db.Execute("WAIT", 1, 100); db.StringGet("a", CommandFlags.PreferReplica);""",

        // Another database.
        """var one = mux.GetDatabase(1); var two = mux.GetDatabase(2); one.StringSet("a", 1); two.StringGet("a", CommandFlags.PreferReplica);""",

        // Another field in each round.
        """foreach (var f in new[] { "f", "g" }) { db.HashGet("h", f, CommandFlags.PreferReplica); db.HashSet("h", f, 1); }""",

        // Another part of the key, or only how long it lives.
        """db.HashSet("h", "f", 1); db.HashGet("h", "g", CommandFlags.PreferReplica);""",
        """db.KeyExpire("a", TimeSpan.FromSeconds(1)); db.StringGet("a", CommandFlags.PreferReplica);""",

        // No fields: nothing is sent.
        """db.HashSet("h", []); db.HashGet("h", "f", CommandFlags.PreferReplica);""",
        """db.HashSet("h", Array.Empty<HashEntry>()); db.HashGetAll("h", CommandFlags.PreferReplica);""",

        // Queued, and not sent by itself.
        """var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1); db.StringGet("a", CommandFlags.PreferReplica);""",

        // A lambda that nobody is seen to call here.
        """db.StringSet("a", 1); Func<RedisValue> later = () => db.StringGet("a", CommandFlags.PreferReplica);""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new ReadAfterWriteAnalyzer(), InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new ReadAfterWriteAnalyzer(), InMethod(body));

    /// <summary>Members of each kind, with what may stand beside their code.</summary>
    [Theory]
    [InlineData("""A(IDatabase db, int depth = 1) : this(db) { {{body}} }""")]
    [InlineData("""A(long depth) : base() { {{body}} }""")]
    [InlineData("""static A() { {{body}} }""")]
    [InlineData("""~A() { {{body}} }""")]
    [InlineData("""void M(CancellationToken cancellationToken = default) { {{body}} }""")]
    [InlineData("""void M(CancellationToken cancellationToken = default) { if (cancellationToken.IsCancellationRequested) { return; } {{body}} }""")]
    [InlineData("""[Obsolete("old")] void M([System.Runtime.CompilerServices.CallerMemberName] string name = "") { {{body}} }""")]
    [InlineData("""[Obsolete("old")] public static A operator +(A left, [System.ComponentModel.DefaultValue(1)] int right) { if (right > 0) { {{body}} } return left; }""")]
    [InlineData("""public static implicit operator int(A one) { {{body}} return 1; }""")]
    [InlineData("""int this[int index, int other = 2] { get { {{body}} return index; } }""")]
    [InlineData("""int this[int index, int other = 2] { [Obsolete("old")] set { if (index > value) { {{body}} } } }""")]
    [InlineData("""int Property { init { {{body}} } }""")]
    [InlineData("""event Action Changed { add { {{body}} } [Obsolete("old")] remove { } }""")]
    [InlineData("""IEnumerable<int> M(int count = 1) { {{body}} yield return count; }""")]
    [InlineData("""async IAsyncEnumerable<int> M([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default) { await Task.Yield(); {{body}} yield return 1; }""")]
    [InlineData("""void IDisposable.Dispose() { {{body}} }""")]
    [InlineData("""void M<T>([Obsolete("old")] T one, T? other = null) where T : class, new() { {{body}} }""")]
    [InlineData("""void M() { Local(); [Obsolete("old")] void Local(int depth = 1) { {{body}} } }""")]
    [InlineData("""Action M() => [Obsolete("old")] (int depth = 1) => { {{body}} };""")]
    [InlineData("""[Obsolete("old")] Action act = () => { {{body}} };""")]
    [InlineData("""[Obsolete("old")] Action Act { get; } = () => { {{body}} };""")]
    [InlineData("""[Obsolete("old")] RedisValue Now => Run(() => { {{body}} return 1; }); static RedisValue Run(Func<RedisValue> read, int times = 1) => read();""")]
    public Task Reports_in_every_kind_of_member(string member)
    {
        var whole = member.Replace("{{body}}", """db.StringSet("a", 1); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""", StringComparison.Ordinal);
        return Snippet.VerifyAsync(
            new ReadAfterWriteAnalyzer(),
            $$"""
            class A : IDisposable
            {
                static readonly IDatabase db = null!;
                A(IDatabase other) { }
                void IDisposable.Dispose() { }
                {{whole}}
            }
            """,
            mustCompile: false);
    }

    [Fact]
    public Task Reports_in_a_program() => Snippet.VerifyAsync(
        new ReadAfterWriteAnalyzer(),
        """
        IDatabase db = null!;
        db.StringSet("a", 1);
        {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};
        if (args.Length > 0) { return; }
        Console.WriteLine({|RSF2001:db.StringGet("a", CommandFlags.DemandReplica)|});
        """,
        isProgram: true);

    [Fact]
    public async Task Names_the_write_as_an_additional_location()
    {
        var compilation = Snippet.Compile(InMethod("""db.StringSet("cart:1", 1); db.StringGet("cart:1", CommandFlags.PreferReplica);"""));

        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new ReadAfterWriteAnalyzer(), compilation));

        var write = Assert.Single(reported.AdditionalLocations);
        Assert.Equal("""db.StringSet("cart:1", 1)""", write.SourceTree!.ToString().Substring(write.SourceSpan.Start, write.SourceSpan.Length));
        Assert.Contains("'cart:1'", reported.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public Task Says_nothing_of_look_alikes() => Snippet.VerifyAsync(
        new ReadAfterWriteAnalyzer(),
        """
        namespace B
        {
            interface IDatabase { void StringSet(string k, int v); int StringGet(string k, CommandFlags f); }
            class A { void M(IDatabase db) { db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica); } }
        }
        """);

    private static string InMethod(string body) => $$"""
        class A
        {
            static string Key(long id) => $"k:{id}";
            async Task M(IDatabase db, IConnectionMultiplexer mux, Store store, long id, long other, bool yes, CommandFlags flags)
            {
                {{body}}
                await Task.Yield();
            }
        }
        {{Store}}
        """;
}
