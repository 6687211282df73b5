using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2008Tests
{
    public static TheoryData<string> Reported => new()
    {
        """var t = db.CreateTransaction(); _ = t.StringGetAsync("a", {|RSF2008:CommandFlags.PreferReplica|}); t.Execute();""",
        """var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1, flags: {|RSF2008:CommandFlags.DemandReplica|}); t.Execute();""",
        """ITransaction t = db.CreateTransaction(); _ = t.HashGetAllAsync("a", {|RSF2008:CommandFlags.PreferReplica | CommandFlags.NoRedirect|}); await t.ExecuteAsync(CommandFlags.PreferReplica);""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // The flags of the whole count.
        """var t = db.CreateTransaction(); _ = t.StringGetAsync("a"); t.Execute(CommandFlags.PreferReplica);""",

        // The primary is where it goes anyway.
        """var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1, flags: CommandFlags.DemandMaster); t.Execute();""",
        """var t = db.CreateTransaction(); _ = t.StringSetAsync("a", 1, flags: CommandFlags.FireAndForget); t.Execute();""",

        // A batch sends each command where its own flags say.
        """var b = db.CreateBatch(); _ = b.StringGetAsync("a", CommandFlags.PreferReplica); b.Execute();""",

        // Not queued.
        """db.StringGet("a", CommandFlags.PreferReplica);""",

        // Not known.
        """var t = db.CreateTransaction(); _ = t.StringGetAsync("a", flags); t.Execute();""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string body) => Snippet.VerifyAsync(new ReplicaFlagsAnalyzer(), ConsistencyCases.InMethod(body));

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string body) => Snippet.VerifyAsync(new ReplicaFlagsAnalyzer(), ConsistencyCases.InMethod(body));
}
