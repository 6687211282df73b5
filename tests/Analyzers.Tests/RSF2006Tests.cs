using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2006Tests
{
    public static TheoryData<string> Reported => new()
    {
        """await store.SaveAsync(id, "x"); await {|RSF2006:store.FindOwnAsync(id)|};""",
        """if (yes) { await store.SaveAsync(id, "x"); } else { await store.DropAsync(id); await store.DropAsync(id); } await Task.Yield(); await store.SaveAsync(id, "y"); await {|RSF2006:store.FindOwnAsync(id)|};""",
        """db.StringSet($"cart:{id}", 1); await {|RSF2006:store.FindOwnAsync(id)|};""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // Only on one path.
        """if (yes) { await store.SaveAsync(id, "x"); } await store.FindOwnAsync(id);""",
        """try { await LoadAsync(id); await store.SaveAsync(id, "x"); } catch (RedisException) { } await store.FindOwnAsync(id);""",
        """while (yes) { await store.SaveAsync(id, "x"); } await store.FindOwnAsync(id);""",

        // Another key.
        """await store.SaveAsync(other, "x"); await store.FindOwnAsync(id);""",

        // After it, or not at all.
        """await store.FindOwnAsync(id); await store.SaveAsync(id, "x");""",
        """await store.FindOwnAsync(id);""",

        // Reads that say where they go.
        """await store.SaveAsync(id, "x"); await store.FindOnPrimaryAsync(id);""",
        """await store.SaveAsync(id, "x"); await store.FindAsync(id);""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new AlwaysFollowingReadAnalyzer(), ConsistencyCases.InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new AlwaysFollowingReadAnalyzer(), ConsistencyCases.InMethod(body));
}
