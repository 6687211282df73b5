using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2003Tests
{
    public static TheoryData<string> Reported => new()
    {
        """db.StringGet("a", {|RSF2003:CommandFlags.DemandReplica|});""",
        """await db.HashGetAllAsync("a", {|RSF2003:CommandFlags.DemandReplica | CommandFlags.NoRedirect|});""",
        """db.KeyExists("a", {|RSF2003:(CommandFlags)12|});""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // It falls back to the primary.
        """db.StringGet("a", CommandFlags.PreferReplica);""",
        """db.StringGet("a");""",

        // The primary always has somewhere to be.
        """db.StringGet("a", CommandFlags.DemandMaster);""",

        // A write is RSF2002, which is worse.
        """db.StringSet("a", 1, flags: CommandFlags.DemandReplica);""",

        // Not known.
        """db.StringGet("a", flags);""",

        // A method with a template is routed, and falls back.
        """await store.FindAsync(id);""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new ReplicaFlagsAnalyzer(), ConsistencyCases.InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new ReplicaFlagsAnalyzer(), ConsistencyCases.InMethod(body));
}
