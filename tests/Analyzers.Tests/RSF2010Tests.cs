using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2010Tests
{
    public static TheoryData<string> Reported => new()
    {
        // A limit.
        """var n = await db.StringIncrementAsync(Key(id)); if (n == 1) { await {|RSF2010:db.KeyExpireAsync(Key(id), TimeSpan.FromMinutes(1))|}; }""",
        """db.StringDecrement("a", 2); {|RSF2010:db.KeyExpire("a", DateTime.UtcNow)|};""",
        """if (db.StringIncrement("a") is var n && n == 1) { {|RSF2010:db.KeyExpire("a", TimeSpan.FromMinutes(1))|}; }""",
        """db.Execute("INCR", "a"); {|RSF2010:db.Execute("EXPIRE", "a", 60)|};""",

        // A lock.
        """if (db.StringSet("l", _token, when: When.NotExists)) { {|RSF2010:db.KeyExpire("l", TimeSpan.FromMinutes(1))|}; }""",
        """if (db.StringSet("l", _token, null, When.NotExists)) { {|RSF2010:db.KeyExpire("l", TimeSpan.FromMinutes(1))|}; }""",
        """await store.AddAsync(id, "x"); {|RSF2010:db.KeyExpire("cart:" + id, TimeSpan.FromMinutes(1))|};""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // In one step, or in one piece.
        """db.StringSet("l", _token, TimeSpan.FromMinutes(1), When.NotExists); db.KeyExpire("l", TimeSpan.FromMinutes(1));""",
        """db.LockTake("l", _token, TimeSpan.FromMinutes(1)); db.KeyExpire("l", TimeSpan.FromMinutes(1));""",
        """var t = db.CreateTransaction(); _ = t.StringIncrementAsync("a"); _ = t.KeyExpireAsync("a", TimeSpan.FromMinutes(1)); t.Execute();""",
        """var b = db.CreateBatch(); var n = b.StringIncrementAsync("a"); var e = b.KeyExpireAsync("a", TimeSpan.FromMinutes(1)); b.Execute(); await n; await e;""",
        """await Task.WhenAll(db.StringIncrementAsync("a"), db.KeyExpireAsync("a", TimeSpan.FromMinutes(1)));""",

        // Repaired by the next call.
        """db.StringIncrement("a"); db.KeyExpire("a", TimeSpan.FromMinutes(1), ExpireWhen.HasNoExpiry);""",
        """db.StringIncrement("a"); if (db.KeyTimeToLive("a") is null) { db.KeyExpire("a", TimeSpan.FromMinutes(1)); }""",

        // No lock, and no limit.
        """db.StringSet("a", 1); db.KeyExpire("a", TimeSpan.FromMinutes(1));""",
        """db.HashIncrement("a", "f"); db.KeyExpire("a", TimeSpan.FromMinutes(1));""",
        """db.SetAdd("a", "f"); db.KeyExpire("a", TimeSpan.FromMinutes(1));""",

        // Another key, before, or in another branch.
        """db.StringIncrement("a"); db.KeyExpire("b", TimeSpan.FromMinutes(1));""",
        """db.StringIncrement(Key(id)); db.KeyExpire(Key(other), TimeSpan.FromMinutes(1));""",
        """db.KeyExpire("a", TimeSpan.FromMinutes(1)); db.StringIncrement("a");""",
        """if (yes) { db.StringIncrement("a"); } else { db.KeyExpire("a", TimeSpan.FromMinutes(1)); }""",
        """if (yes) { db.StringIncrement("a"); return null; } db.KeyExpire("a", TimeSpan.FromMinutes(1));""",
        """switch (id) { case 1: db.StringIncrement("a"); break; default: db.KeyExpire("a", TimeSpan.FromMinutes(1)); break; }""",

        // A condition or an expiry that is passed on may be one.
        """db.StringSet("l", _token, null, when); db.KeyExpire("l", TimeSpan.FromMinutes(1));""",
        """TimeSpan? time = yes ? TimeSpan.FromMinutes(1) : null; db.StringSet("l", _token, time, When.NotExists); db.KeyExpire("l", TimeSpan.FromMinutes(1));""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new LateExpiryAnalyzer(), ConsistencyCases.InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new LateExpiryAnalyzer(), ConsistencyCases.InMethod(body));
}
