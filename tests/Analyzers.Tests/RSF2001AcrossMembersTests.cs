using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>The write and the read stand in different members: the read is reported where the two meet.</summary>
public sealed class RSF2001AcrossMembersTests
{
    /// <summary>Bodies of a method, beside members that read and write.</summary>
    public static TheoryData<string> Reported => new()
    {
        // A callee and its caller.
        """Save(id); {|RSF2001:db.StringGet($"cart:{id}", CommandFlags.PreferReplica)|};""",
        """db.StringSet($"cart:{id}", 1); {|RSF2001:Find(id)|};""",
        """await SaveAsync(id); await {|RSF2001:FindAsync(id)|};""",

        // Two callees of one caller, at any depth.
        """Save(id); {|RSF2001:Find(id)|};""",
        """SaveDeep(id); {|RSF2001:FindDeep(id)|};""",
        """SaveAt("cart:" + id); {|RSF2001:Find(id)|};""",
        """var key = $"cart:{id}"; SaveAt(key); {|RSF2001:FindAt(key)|};""",

        // Repositories, through interfaces with one implementation and through extension methods.
        """writer.Write(id); {|RSF2001:reader.Read(id)|};""",
        """IWriter w = writer; w.Write(7); {|RSF2001:db.StringGet("cart:7", CommandFlags.PreferReplica)|};""",
        """db.Keep(id); {|RSF2001:Find(id)|};""",

        // Keys with a part of the object: the same object.
        """one.SavePrefixed(id); {|RSF2001:one.FindPrefixed(id)|};""",

        // Properties and constructors run code too.
        """db.StringSet("now", 1); _ = {|RSF2001:Now|};""",
        """_ = new Opened(db); {|RSF2001:db.StringGet("opened", CommandFlags.PreferReplica)|};""",

        // Lambdas and local functions.
        """Run(() => db.StringSet("a", 1)); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",
        """db.StringSet("a", 1); Run(() => {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|});""",
        """await Task.Run(() => db.StringSet("a", 1)); Run(() => {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|});""",
        """void Put() => db.StringSet("a", 1); Put(); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",
        """db.StringSet("a", 1); {|RSF2001:Look()|}; RedisValue Look() => db.StringGet("a", CommandFlags.PreferReplica);""",
        """Action put = () => db.StringSet("a", 1); put(); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",
        """new List<long> { 1 }.ForEach(_ => db.StringSet("a", 1)); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",

        // A loop that goes round.
        """while (yes) { {|RSF2001:Find(id)|}; Save(id); }""",

        // Methods that call each other in a circle.
        """SaveInCircle(id, 3); {|RSF2001:Find(id)|};""",

        // What a transaction sends, it sends where it is executed.
        """var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1); t.Execute(); {|RSF2001:db.StringGet("a", CommandFlags.PreferReplica)|};""",

        // A method that is marked says that replicas may answer its reads, whatever flags it is given.
        """Save(id); {|RSF2001:FindMarked(id, flags)|};""",

        // A durable write, only on one path.
        """SaveDurablySometimes(id, yes); {|RSF2001:Find(id)|};""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // Another key.
        """Save(id); Find(other);""",
        """SaveAt("a"); FindAt("b");""",
        """SaveAt($"basket:{id}"); Find(id);""",
        """one.SavePrefixed(id); two.FindPrefixed(id);""",
        """SaveNext(); FindAt("next:" + id);""",

        // The key changed between, here or in the callee.
        """Save(id); id++; Find(id);""",
        """SaveShifted(id); Find(id);""",
        """SaveCurrent(); MoveOn(); FindCurrent();""",

        // The primary answers.
        """Save(id); FindFresh(id);""",
        """Save(id); FindByFlags(id, flags);""",
        """Save(id); FindMarkedPrimary(id, flags);""",

        // No path leads from the write to the read.
        """Find(id); Save(id);""",
        """if (yes) { Save(id); } else { Find(id); }""",
        """if (yes) { Save(id); return; } Find(id);""",
        """try { if (yes) { Save(id); return; } } finally { Note(); } Find(id);""",

        // Side by side.
        """await Task.WhenAll(SaveAsync(id), FindAsync(id));""",
        """var w = SaveAsync(id); var r = FindAsync(id); await Task.WhenAll(w, r);""",

        // Replicas have it.
        """SaveDurably(id); Find(id);""",
        """Save(id); Settle(); Find(id);""",
        """Save(id); FindSettled(id);""",

        // Known to have done nothing on that path.
        """if (!db.StringSet("a", 1, when: When.NotExists)) { db.StringGet("a", CommandFlags.PreferReplica); }""",
        """var taken = await db.StringSetAsync("a", 1, when: When.NotExists); if (!taken) { db.StringGet("a", CommandFlags.PreferReplica); }""",
        """if (db.KeyDelete("a") == false) { db.StringGet("a", CommandFlags.PreferReplica); }""",
        """if (db.SetAdd("a", 1)) { } else { db.SetMembers("a", CommandFlags.PreferReplica); }""",

        // A delegate that is kept for later.
        """Save(id); Subscribe(() => Find(id));""",
        """Subscribe(() => Save(id)); Find(id);""",

        // More than one implementation: which one runs is not known.
        """many.Write(id); Find(id);""",

        // To name a property is not to ask it.
        """db.StringSet("now", 1); Console.WriteLine(nameof(Now));""",
        """db.StringSet("now", 1); Log(); void Log() => Console.WriteLine(nameof(Now));""",

        // Another database.
        """mux.GetDatabase(1).StringSet("a", 1); mux.GetDatabase(2).StringGet("a", CommandFlags.PreferReplica);""",
        """db.StringSet("a", 1); archive.StringGet("a", CommandFlags.PreferReplica);""",

        // A prefix before one of the keys.
        """db.WithKeyPrefix("x:").StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica);""",

        // Reported in the callee, and not at every caller once more.
        """Save(id); SaveAndFind(id);""",

        // The key is made anew each time.
        """var key = $"k:{Guid.NewGuid()}"; db.StringSet(key, 1); db.StringGet($"k:{Guid.NewGuid()}", CommandFlags.PreferReplica);""",
        """db.StringSet($"k:{DateTime.UtcNow}", 1); db.StringGet($"k:{DateTime.UtcNow}", CommandFlags.PreferReplica);""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new ReadAfterWriteAnalyzer(), InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new ReadAfterWriteAnalyzer(), InMethod(body));

    [Fact]
    public Task What_is_written_on_a_member_is_not_its_code() => Snippet.VerifyAsync(
        new ReadAfterWriteAnalyzer(),
        """
        using System.Runtime.CompilerServices;

        [Description(nameof(A), Order = 1)]
        class A(IDatabase db)
        {
            [Description("a", Order = 1)] void M([Description("b")] int a = 1, [CallerMemberName] string by = "") { Put(); {|RSF2001:Look()|}; _ = {|RSF2001:Now|}; }
            [Description("a", Order = 1)] [return: Description("c")] RedisValue Look([Description("b")] int a = 1) => db.StringGet("a", CommandFlags.PreferReplica);
            [Description("a", Order = 1)] void Put([Description("b")] int a = 1) => db.StringSet("a", 1);
            [Description("a", Order = 1)] RedisValue Now { [Description("d")] get => db.StringGet("a", CommandFlags.PreferReplica); }
            [Description("a", Order = 1)] void Last() { Put(); {|RSF2001:Look()|}; }
        }

        sealed class DescriptionAttribute(string text) : Attribute { public int Order { get; set; } public string Text => text; }
        """);

    private static string InMethod(string body) => $$"""
        class A(IDatabase db, IConnectionMultiplexer mux)
        {
            private readonly string _prefix = "p";
            private long _current;
            private static long _next;

            async Task M(A one, A two, Writer writer, IReader reader, IMany many, IDatabase archive, long id, long other, bool yes, CommandFlags flags)
            {
                {{body}}
                await Task.Yield();
            }

            static string Key(long id) => "cart:" + id;
            void Save(long id) => db.StringSet(Key(id), 1);
            RedisValue Find(long id) => db.StringGet(Key(id), CommandFlags.PreferReplica);
            RedisValue FindFresh(long id) => db.StringGet(Key(id));
            RedisValue FindByFlags(long id, CommandFlags flags) => db.StringGet(Key(id), flags);
            [ReadReplica] RedisValue FindMarked(long id, CommandFlags flags) => db.StringGet(Key(id), flags);
            [Primary] RedisValue FindMarkedPrimary(long id, CommandFlags flags) => db.StringGet(Key(id), flags);
            async Task SaveAsync(long id) { var key = $"cart:{id}"; await db.StringSetAsync(key, 1); }
            async Task<RedisValue> FindAsync(long id) => await db.StringGetAsync($"cart:{id}", CommandFlags.DemandReplica).ConfigureAwait(false);
            void SaveAt(string key) => db.StringSet(key, 1);
            RedisValue FindAt(string key) => db.StringGet(key, CommandFlags.PreferReplica);
            void SaveDeep(long id) => SaveDeeper(id);
            void SaveDeeper(long item) => Save(item);
            RedisValue FindDeep(long id) { if (id > 0) { return Find(id); } return RedisValue.Null; }
            void SavePrefixed(long id) => db.StringSet(_prefix + id, 1);
            RedisValue FindPrefixed(long id) => db.StringGet(_prefix + id, CommandFlags.PreferReplica);
            void SaveNext() => db.StringSet($"next:{_next++}", 1);
            void SaveShifted(long id) { id++; Save(id); }
            void SaveCurrent() => Save(_current);
            void MoveOn() => _current++;
            RedisValue FindCurrent() => Find(_current);
            void SaveDurably(long id) { Save(id); db.Execute("WAIT", 1, 100); }
            void SaveDurablySometimes(long id, bool yes) { Save(id); if (yes) { Settle(); } }
            void Settle() => db.Execute("WAIT", 1, 100);
            RedisValue FindSettled(long id) { Settle(); return Find(id); }
            RedisValue SaveAndFind(long id) { Save(id); return {|RSF2001:Find(id)|}; }
            void SaveInCircle(long id, int times) { if (times > 0) { Again(id, times - 1); } else { Save(id); } }
            void Again(long id, int times) => SaveInCircle(id, times);
            void Note() { }
            RedisValue Now => db.StringGet("now", CommandFlags.PreferReplica);
            static void Run(Action act) => act();
            static T Run<T>(Func<T> act) => act();
            static void Subscribe(Action act) => _ = act;
            public IConnectionMultiplexer Mux => mux;
        }

        class Opened { public Opened(IDatabase db) => db.StringSet("opened", 1); }
        interface IWriter { void Write(long id); }
        class Writer(IDatabase db) : IWriter { public void Write(long id) => db.StringSet($"cart:{id}", 1); }
        interface IReader { RedisValue Read(long id); }
        class Reader(IDatabase connected) : IReader { public RedisValue Read(long id) => connected.StringGet($"cart:{id}", CommandFlags.PreferReplica); }
        interface IMany { void Write(long id); }
        class First(IDatabase db) : IMany { public void Write(long id) => db.StringSet($"cart:{id}", 1); }
        class Second : IMany { public void Write(long id) { } }
        static class Extensions { public static void Keep(this IDatabase db, long id) => db.StringSet($"cart:{id}", 1); }
        """;
}
