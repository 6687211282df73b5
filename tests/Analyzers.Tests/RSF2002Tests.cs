using Microsoft.CodeAnalysis;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF2002Tests
{
    public static TheoryData<string> Reported => new()
    {
        """class A { void M(IDatabase db) => db.StringSet("a", 1, flags: {|RSF2002:CommandFlags.DemandReplica|}); }""",
        """class A { Task M(IDatabase db) => db.HashIncrementAsync("a", "f", 1, {|RSF2002:CommandFlags.PreferReplica|}); }""",
        """class A { Task M(IDatabaseAsync db) => db.KeyDeleteAsync("a", {|RSF2002:(CommandFlags)12|}); }""",
        """partial class A(IRedisRouter r) { [ReadReplica("{|RSF2002:SET|} a {v}")] public partial Task M(string v); object R => r; }""",
        """partial class A(IRedisRouter r) { [ReadReplica(@"{|RSF2002:INCR|} a")] public partial Task<long> M(); object R => r; }""".Replace("@\"{|RSF2002:INCR|} a\"", "{|RSF2002:@\"INCR a\"|}", StringComparison.Ordinal),
    };

    public static TheoryData<string> Quiet => new()
    {
        // Reads may go where they like.
        """class A { void M(IDatabase db) => db.StringGet("a", CommandFlags.DemandReplica); }""",
        """partial class A(IRedisRouter r) { [ReadReplica("GET a")] public partial Task<string?> M(); object R => r; }""",

        // Writes on the primary.
        """class A { void M(IDatabase db) => db.StringSet("a", 1); }""",
        """class A { void M(IDatabase db) => db.StringSet("a", 1, flags: CommandFlags.DemandMaster); }""",
        """class A { void M(IDatabase db) => db.StringSet("a", 1, flags: CommandFlags.FireAndForget); }""",
        """partial class A(IRedisRouter r) { [Primary("SET a {v}")] public partial Task M(string v); object R => r; }""",

        // Flags that are not known.
        """class A { void M(IDatabase db, CommandFlags flags) => db.StringSet("a", 1, flags: flags); }""",

        // A look-alike.
        """namespace B { class ReadReplicaAttribute(string s) : Attribute { public string S => s; } class A { [B.ReadReplica("SET a b")] public void M() { } } }""",

        // What is no command is RSF0002's.
        """partial class A(IRedisRouter r) { [ReadReplica("SETT a {v}")] public partial Task M(string v); object R => r; }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string source) => Snippet.VerifyAsync(new WriteToReplicaAnalyzer(), source);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string source) => Snippet.VerifyAsync(new WriteToReplicaAnalyzer(), source);

    [Theory]
    [InlineData("DemandReplica", DiagnosticSeverity.Error)]
    [InlineData("PreferReplica", DiagnosticSeverity.Warning)]
    public async Task What_throws_is_an_error_and_what_is_sent_elsewhere_a_warning(string flag, DiagnosticSeverity severity)
    {
        var compilation = Snippet.Compile($$"""class A { void M(IDatabase db) => db.KeyDelete("a", CommandFlags.{{flag}}); }""");

        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new WriteToReplicaAnalyzer(), compilation));

        Assert.Equal(severity, reported.Severity);
    }
}
