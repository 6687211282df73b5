using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2004Tests
{
    public static TheoryData<string> Reported => new()
    {
        // An existence check decides, as condition or as guard.
        """if (!{|RSF2004:db.KeyExists("a", CommandFlags.PreferReplica)|}) { db.StringSet("a", 1); }""",
        """if ({|RSF2004:db.KeyExists("a", CommandFlags.PreferReplica)|}) { db.HashSet("a", "f", 1); }""",
        """var there = await {|RSF2004:db.KeyExistsAsync(Key(id), CommandFlags.PreferReplica)|}; if (there) { return null; } db.StringSet(Key(id), 1);""",
        """if (await {|RSF2004:store.HasAsync(id)|}) { await store.DropAsync(id); }""",

        // The check and the write stand in delegates.
        """var there = await Task.Run(() => {|RSF2004:db.KeyExists("a", CommandFlags.PreferReplica)|}); if (there) { await Task.Run(() => db.HashDelete("a", "f")); }""",

        // What is read flows into what is written, through variables and calls.
        """var n = (long){|RSF2004:db.StringGet("a", CommandFlags.PreferReplica)|}; db.StringSet("a", n + 1);""",
        """var cart = Cart.Parse({|RSF2004:db.StringGet(Key(id), CommandFlags.PreferReplica)|}); cart.Items.Add("x"); db.StringSet(Key(id), cart.Text());""",
        """var text = await {|RSF2004:store.FindAsync(id)|}; await store.SaveAsync(id, text + "x");""",

        // A session that is looked up and prolonged.
        """var session = {|RSF2004:db.StringGet("s", CommandFlags.PreferReplica)|}; if (session.HasValue) { db.KeyExpire("s", TimeSpan.FromMinutes(1)); }""",

        // A transaction without a condition protects nothing.
        """if ({|RSF2004:db.KeyExists("a", CommandFlags.PreferReplica)|}) { var t = db.CreateTransaction(); _ = t.HashSetAsync("a", "f", 1); t.Execute(); }""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // The primary answers.
        """if (!db.KeyExists("a")) { db.StringSet("a", 1); }""",
        """if (await store.FindOnPrimaryAsync(id) is null) { await store.DropAsync(id); }""",
        """if (await store.FindOwnAsync(id) is null) { await store.DropAsync(id); }""",

        // Where it goes is not known.
        """if (!db.KeyExists("a", flags)) { db.StringSet("a", 1); }""",

        // What one call of a database is passed does not come back from another one.
        """var own = mux.GetDatabase(); var a = own.StringGet("a", CommandFlags.PreferReplica); own.StringSet("b", a); var c = own.StringGet("c"); own.StringSet("a", c);""",

        // Another key, another field.
        """if (!db.KeyExists("a", CommandFlags.PreferReplica)) { db.StringSet("b", 1); }""",
        """if (!db.KeyExists(Key(id), CommandFlags.PreferReplica)) { db.StringSet(Key(other), 1); }""",
        """if (db.HashGet("a", "f", CommandFlags.PreferReplica).IsNull) { db.HashSet("a", "g", 1); }""",

        // The server checks as it writes.
        """if (!db.KeyExists("a", CommandFlags.PreferReplica)) { db.StringSet("a", 1, when: When.NotExists); }""",
        """if (!db.KeyExists("a", CommandFlags.PreferReplica)) { db.StringSet("a", 1, null, when); }""",
        """if (!await store.HasAsync(id)) { await store.AddAsync(id, "x"); }""",
        """if (db.KeyExists("a", CommandFlags.PreferReplica)) { var t = db.CreateTransaction(); t.AddCondition(Condition.KeyExists("a")); _ = t.HashSetAsync("a", "f", 1); t.Execute(); }""",

        // A cache that is filled on a miss, and whose value is what a hit returns.
        """var v = db.StringGet("a", CommandFlags.PreferReplica); if (v.HasValue) { return v; } var fresh = await LoadAsync(id); db.StringSet("a", fresh); return fresh;""",
        """var v = db.StringGet("a", CommandFlags.PreferReplica); if (v.IsNull) { v = await LoadAsync(id); db.StringSet("a", v); } return v;""",
        """if (db.KeyExists("a", CommandFlags.PreferReplica)) { return db.HashGetAll("a", CommandFlags.PreferReplica); } db.HashSet("a", "f", await LoadAsync(id));""",

        // The read decides nothing about the write.
        """var n = db.StringGet("a", CommandFlags.PreferReplica); Console.WriteLine(n); db.StringSet("a", 1);""",
        """db.StringSet("a", 1); if (db.StringGet("a").HasValue) { }""",
        """var seen = db.StringGet("a", CommandFlags.PreferReplica); if (yes) { db.StringSet("a", 1); }""",
        """var seen = db.StringGet("a", CommandFlags.PreferReplica); db.StringSet("a", nameof(seen));""",
        """var seen = db.StringGet("a", CommandFlags.PreferReplica); if (nameof(seen.HasValue).Length > 0) { db.StringSet("a", 1); }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new StaleDecisionAnalyzer(), ConsistencyCases.InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new StaleDecisionAnalyzer(), ConsistencyCases.InMethod(body));
}
