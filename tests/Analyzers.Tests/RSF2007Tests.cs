using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2007Tests
{
    public static TheoryData<string> Reported => new()
    {
        // The same constant, template, key-building method, field.
        """void Put() => db.StringSet("a", 1); RedisValue Get() => {|RSF2007:db.StringGet("a", CommandFlags.PreferReplica)|};""",
        """void Put(long id) => db.StringSet($"a:{id}", 1); RedisValue Get(long no) => {|RSF2007:db.StringGet("a:" + no, CommandFlags.PreferReplica)|};""",
        """void Put(long id) => db.StringSet(Key(id), 1); RedisValue Get(long id) => {|RSF2007:db.StringGet(Key(id), CommandFlags.PreferReplica)|};""",
        """void Put() => db.StringSet(_key, 1); RedisValue Get() => {|RSF2007:db.StringGet(_key, CommandFlags.PreferReplica)|};""",
        """void Put(long id) => db.StringSet(Many(id), 1); RedisValue Get(long id) => {|RSF2007:db.StringGet(Many(id), CommandFlags.PreferReplica)|};""",

        // Keys that callers give whole: a cache.
        """void Remove(string key) => db.KeyDelete(key); RedisValue Get(string key) => {|RSF2007:db.StringGet(key, CommandFlags.PreferReplica)|};""",
        """void Remove(string key) => db.KeyDelete(key); RedisValue[] Get(IEnumerable<string> keys) => {|RSF2007:db.StringGet(keys.Select(k => (RedisKey)k).ToArray(), CommandFlags.PreferReplica)|};""",

        // One report a type, at the first.
        """void Put() => db.StringSet("a", 1); RedisValue Get() => {|RSF2007:db.StringGet("a", CommandFlags.PreferReplica)|}; RedisValue Again() => db.StringGet("a", CommandFlags.PreferReplica);""",

        // A cache that is filled in one member and emptied in another.
        """RedisValue Get() { var v = {|RSF2007:db.StringGet("a", CommandFlags.PreferReplica)|}; if (v.IsNull) { db.StringSet("a", v = 1); } return v; } void Clear() => db.KeyDelete("a");""",

        // Within a delegate, and through a method of the type.
        """void Put() => Run(() => db.StringSet("a", 1)); void Get() => Run(() => {|RSF2007:db.StringGet("a", CommandFlags.PreferReplica)|});""",
        """void Put() => At("a"); void At(string name) => db.StringSet(name, 1); RedisValue Get() => {|RSF2007:db.StringGet("a", CommandFlags.PreferReplica)|};""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // Staleness is meant, and the code says so.
        """void Put() => db.StringSet("a", 1); [ReadReplica] RedisValue Get() => db.StringGet("a", CommandFlags.PreferReplica);""",

        // The primary answers, or where it goes is not known.
        """void Put() => db.StringSet("a", 1); RedisValue Get() => db.StringGet("a");""",
        """void Put() => db.StringSet("a", 1); RedisValue Get(CommandFlags flags) => db.StringGet("a", flags);""",

        // Another family.
        """void Put() => db.StringSet("a", 1); RedisValue Get() => db.StringGet("b", CommandFlags.PreferReplica);""",
        """void Put(long id) => db.StringSet($"a:{id}", 1); RedisValue Get(long id) => db.StringGet($"b:{id}", CommandFlags.PreferReplica);""",
        """void Put(long id) => db.StringSet($"a:{id}", 1); RedisValue Get(long id) => db.StringGet($"a:{id}:x", CommandFlags.PreferReplica);""",
        """void Put(string order) => db.StringSet(order, 1); RedisValue Get(string user) => db.StringGet(user, CommandFlags.PreferReplica);""",

        // Nothing but what varies: no family.
        """void Put(string kind, long id) => db.StringSet($"{kind}:{id}", 1); RedisValue Get(string kind, long id) => db.StringGet($"{kind}:{id}", CommandFlags.PreferReplica);""",

        // Only read, only written.
        """RedisValue Get() => db.StringGet("a", CommandFlags.PreferReplica);""",
        """void Put() => db.StringSet("a", 1);""",

        // In one member: the flow decides, and here the read is first.
        """RedisValue Get() { var v = db.StringGet("a", CommandFlags.PreferReplica); if (v.IsNull) { db.StringSet("a", v = 1); } return v; }""",
        """RedisValue Get(long id) { var v = db.StringGet(Key(id), CommandFlags.PreferReplica); if (v.IsNull) { Fill(Key(id)); } return v; } void Fill(string name) => db.StringSet(name, 1);""",

        // RSF2001 reports it.
        """RedisValue Get() { db.StringSet("a", 1); return db.StringGet("a", CommandFlags.PreferReplica); } void Clear() => db.KeyDelete("a");""",

        // RSF2004 reports it.
        """void Add() { if (!db.KeyExists("a", CommandFlags.PreferReplica)) { db.StringSet("a", 1); } } void Clear() => db.KeyDelete("a");""",

        // Another database.
        """void Put() => mux.GetDatabase(1).StringSet("a", 1); RedisValue Get() => mux.GetDatabase(2).StringGet("a", CommandFlags.PreferReplica);""",

        // A method with a template has the router.
        """[Primary("SET a {v}")] public partial Task Put(string v); [ReadReplica("GET a")] public partial Task<string?> Get();""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string members) => Snippet.VerifyAsync(new ReplicaReadBesideWritesAnalyzer(), InType(members));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string members) => Snippet.VerifyAsync(new ReplicaReadBesideWritesAnalyzer(), InType(members));

    [Fact]
    public async Task Names_the_writes_and_the_other_reads_as_additional_locations()
    {
        var compilation = Snippet.Compile(InType(
            """void Put() => db.StringSet("a", 1); RedisValue Get() => db.StringGet("a", CommandFlags.PreferReplica); RedisValue Again() => db.StringGet("a", CommandFlags.DemandReplica);"""));

        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new ReplicaReadBesideWritesAnalyzer(), compilation));

        Assert.Equal(
            ["""db.StringSet("a", 1)""", """db.StringGet("a", CommandFlags.DemandReplica)"""],
            reported.AdditionalLocations.Select(location => location.SourceTree!.ToString().Substring(location.SourceSpan.Start, location.SourceSpan.Length)));
    }

    private static string InType(string members) => $$"""
        partial class A(IDatabase db, IConnectionMultiplexer mux, IRedisRouter redis)
        {
            private readonly string _key = "k";
            {{members}}
            static string Key(long id) => $"k:{id}";
            static string Many(long id) { var s = "m"; for (var i = 0; i < id; i++) { s += i; } return s; }
            static void Run(Action act) => act();
            static T Run<T>(Func<T> act) => act();
            object Used => (db, mux, redis, _key);
        }
        """;
}
