using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2009Tests
{
    public static TheoryData<string> Reported => new()
    {
        """if (db.StringGet("l") == _token) { {|RSF2009:db.KeyDelete("l")|}; }""",
        """var holder = await db.StringGetAsync(Key(id)); if (holder == Token) { await {|RSF2009:db.KeyDeleteAsync(Key(id))|}; }""",
        """if (db.StringGet("l") != _token) { return null; } {|RSF2009:db.KeyDelete("l")|};""",
        """if (_token.Equals(db.StringGet("l"))) { {|RSF2009:db.KeyDelete("l")|}; }""",
        """if (await store.FindOnPrimaryAsync(id) == _token) { await {|RSF2009:store.DropAsync(id)|}; }""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // One step on the server.
        """db.LockRelease("l", _token);""",

        // Compared with a constant: a state, not a holder.
        """if (db.StringGet("l") == "done") { db.KeyDelete("l"); }""",
        """if (db.StringGet("l") == RedisValue.Null) { db.KeyDelete("l"); }""",
        """if (db.StringGet("l").HasValue) { db.KeyDelete("l"); }""",

        // Another key.
        """if (db.StringGet("l") == _token) { db.KeyDelete("m"); }""",

        // Compared, and not deleted.
        """if (db.StringGet("l") == _token) { db.StringSet("l", 1); }""",

        // Deleted without asking.
        """db.KeyDelete("l");""",

        // A transaction that asks again as it deletes.
        """if (db.StringGet("l") == _token) { var t = db.CreateTransaction(); t.AddCondition(Condition.StringEqual("l", _token)); _ = t.KeyDeleteAsync("l"); t.Execute(); }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new UnsafeReleaseAnalyzer(), ConsistencyCases.InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new UnsafeReleaseAnalyzer(), ConsistencyCases.InMethod(body));
}
