using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2005Tests
{
    public static TheoryData<string> Reported => new()
    {
        // Read, changed, written back.
        """var n = (long)db.StringGet("a"); {|RSF2005:db.StringSet("a", n + 1)|};""",
        """var cart = Cart.Parse(await db.StringGetAsync(Key(id))); cart.Items.Add("x"); await {|RSF2005:db.StringSetAsync(Key(id), cart.Text())|};""",
        """var n = (long)db.HashGet("h", "f"); n++; {|RSF2005:db.HashSet("h", "f", n)|};""",
        """var text = await store.FindOnPrimaryAsync(id); await {|RSF2005:store.SaveAsync(id, text + "x")|};""",
        """var v = db.StringGet("a"); if (v.IsNull) { return null; } {|RSF2005:db.StringSet("a", v + "x")|};""",

        // A transaction without a condition, or with one on another key.
        """var n = (long)db.StringGet("a"); var t = db.CreateTransaction(); _ = {|RSF2005:t.StringSetAsync("a", n + 1)|}; t.Execute();""",
        """var n = (long)db.StringGet("a"); var t = db.CreateTransaction(); t.AddCondition(Condition.KeyExists("b")); _ = {|RSF2005:t.StringSetAsync("a", n + 1)|}; t.Execute();""",

        // A delete that was meant to take what was read.
        """var v = db.StringGet("a"); {|RSF2005:db.KeyDelete("a")|}; return v;""",
        """var v = await db.StringGetAsync(Key(id)); if (v.HasValue) { await {|RSF2005:db.KeyDeleteAsync(Key(id))|}; } return v;""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // One step on the server.
        """db.StringIncrement("a");""",
        """var v = db.StringGetDelete("a"); return v;""",

        // What is written does not come from what was read.
        """var n = db.StringGet("a"); Console.WriteLine(n); db.StringSet("a", 1);""",
        """var v = db.StringGet("a"); if (v.IsNull) { v = await LoadAsync(id); db.StringSet("a", v); } return v;""",
        """var v = db.StringGet("a"); if (!v.IsNull) { return v; } var fresh = await LoadAsync(id); db.StringSet("a", fresh);""",

        // A refresh: written as it was read.
        """var v = db.StringGet("a"); db.StringSet("a", v, TimeSpan.FromMinutes(1));""",

        // Another key, another field.
        """var n = (long)db.StringGet("a"); db.StringSet("b", n + 1);""",
        """var n = (long)db.StringGet(Key(id)); db.StringSet(Key(other), n + 1);""",
        """var n = (long)db.HashGet("h", "f"); db.HashSet("h", "g", n + 1);""",

        // The server checks as it writes.
        """var n = (long)db.StringGet("a"); db.StringSet("a", n + 1, when: When.Exists);""",
        """var n = (long)db.StringGet("a"); db.StringSet("a", n + 1, null, when);""",
        """var n = (long)db.StringGet("a"); var t = db.CreateTransaction(); t.AddCondition(Condition.StringEqual("a", n)); _ = t.StringSetAsync("a", n + 1); t.Execute();""",
        """var n = (long)db.StringGet("a"); db.ScriptEvaluate("return redis.call(\"set\", KEYS[1], ARGV[1])", new RedisKey[] { "a" }, new RedisValue[] { n + 1 });""",

        // Code that holds a lock.
        """if (db.LockTake("l", "me", TimeSpan.FromSeconds(1))) { var n = (long)db.StringGet("a"); db.StringSet("a", n + 1); db.LockRelease("l", "me"); }""",
        """if (db.StringSet("l", "me", TimeSpan.FromSeconds(1), When.NotExists)) { var n = (long)db.StringGet("a"); db.StringSet("a", n + 1); }""",
        """using var gate = new SemaphoreSlim(1); await gate.WaitAsync(); var n = (long)db.StringGet("a"); db.StringSet("a", n + 1);""",

        // A stale read is another rule.
        """var n = (long)db.StringGet("a", CommandFlags.PreferReplica); db.StringSet("a", n + 1);""",

        // A delete that takes nothing: what was read is not handed on.
        """var v = db.StringGet("a"); Console.WriteLine(v); db.KeyDelete("a");""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new LostUpdateAnalyzer(), ConsistencyCases.InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new LostUpdateAnalyzer(), ConsistencyCases.InMethod(body));
}
