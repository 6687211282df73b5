using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

        // The command, however the template is written.
        """partial class A(IRedisRouter r) { [ReadReplica(@"{|RSF2002:INCR|} a")] public partial Task<long> M(); object R => r; }""",
        """partial class A(IRedisRouter r) { [ReadReplica(command: "\u0020 {|RSF2002:INCR|} a", MaxStaleness = "1s")] public partial Task<long> M(); object R => r; }""",
        "partial class A(IRedisRouter r) { [ReadReplica(\"\"\"{|RSF2002:INCR|} a\"\"\")] public partial Task<long> M(); object R => r; }",
        """partial class A(IRedisRouter r) { const string Name = "a"; [ReadReplica({|RSF2002:"INCR " + Name|})] public partial Task<long> M(); object R => r; }""",
        """partial class A(IRedisRouter r) { [ReadReplica("{|RSF2002:SORT|} a STORE b")] public partial Task<long> M(); object R => r; }""",

        // A method that only states its route, with what it does in it.
        """class A(IDatabase db) { [ReadReplica] public void M() => db.{|RSF2002:StringSet|}("a", 1); }""",
        """class A(IDatabase db) { [ReadReplica(Consistency = ReadConsistency.Monotonic)] public Task M() => db.{|RSF2002:KeyDeleteAsync|}("a"); }""",
        """class A(IDatabaseAsync db) { [ReadReplica] async Task<int> M() { var a = await db.StringGetAsync("a"); await db.{|RSF2002:HashSetAsync|}("b", "f", a, flags: CommandFlags.FireAndForget); return 1; } }""",
        """class A(IDatabase db) { [ReadReplica] Task M(string[] keys) => Task.WhenAll(keys.Select(key => db.{|RSF2002:KeyExpireAsync|}(key, TimeSpan.Zero))); }""",
        """class A(IDatabase db) { [ReadReplica] void M() { Inner(); void Inner() => db.{|RSF2002:StringIncrement|}("a"); } }""",
        """class A(IDatabase db) { [ReadReplica] void M(bool yes) { if (yes) { db?.{|RSF2002:ListLeftPush|}("a", 1); } } }""",
        """class A(IDatabase db) { [ReadReplica] RedisValue M() => db.{|RSF2002:StringGetDelete|}("a"); }""",
        """class A(IDatabase db) { [ReadReplica] void M() { var t = db.CreateTransaction(); t.{|RSF2002:StringSetAsync|}("a", 1); t.Execute(); } }""",

        // Its flags say more than its method.
        """class A(IDatabase db) { [ReadReplica] public void M() => db.StringSet("a", 1, flags: {|RSF2002:CommandFlags.DemandReplica|}); }""",
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

        // The template of a script holds keys and arguments, however they are called.
        """partial class A(IRedisRouter r) { [ReadReplica("SET a , {v}", Script = "return 1")] public partial Task M(string v); object R => r; }""",

        // A method that states its route, and reads.
        """class A(IDatabase db) { [ReadReplica] public RedisValue M() => db.StringGet("a"); }""",
        """class A(IDatabase db) { [ReadReplica] public RedisValue M() => db.StringGet("a", CommandFlags.PreferReplica); }""",
        """class A(IDatabase db) { [ReadReplica] async Task<bool> M(string[] keys) => (await Task.WhenAll(keys.Select(key => db.KeyExistsAsync(key)))).All(static one => one); }""",
        """class A(IDatabase db) { [ReadReplica] object M() => db.CreateTransaction(); }""",

        // A write that says itself where it goes, or may.
        """class A(IDatabase db) { [ReadReplica] public void M() => db.StringSet("a", 1, flags: CommandFlags.DemandMaster); }""",
        """class A(IDatabase db) { [ReadReplica] public void M() => db.StringSet("a", 1, flags: CommandFlags.DemandMaster | CommandFlags.FireAndForget); }""",
        """class A(IDatabase db) { [ReadReplica] public void M(CommandFlags flags) => db.StringSet("a", 1, flags: flags); }""",

        // Methods without the mark, or with the other one; what such a method calls is its own.
        """class A(IDatabase db) { [Primary] public void M() => db.StringSet("a", 1); }""",
        """class A(IDatabase db) { [Primary] [ReadReplica] public void M() => db.StringSet("a", 1); }""",
        """class A(IDatabase db) { [ReadReplica] public RedisValue M() { Save(); return db.StringGet("a"); } void Save() => db.StringSet("a", 1); }""",
        """class A(IDatabase db) { [ReadReplica] void M() { Inner(); [Primary] void Inner() => db.StringSet("a", 1); } }""",
        """class A(IDatabase db) { [ReadReplica] void M() { Run([Primary] () => db.StringSet("a", 1)); } static void Run(Action act) => act(); }""",
        """interface I { [ReadReplica] void M(); } class A(IDatabase db) : I { public void M() => db.StringSet("a", 1); }""",
        """abstract class A { [ReadReplica] public abstract void M(); }""",

        // Not known to write, or no call to Redis.
        """class A(IDatabase db) { [ReadReplica] object M(string name) => db.Execute(name, "a"); }""",
        """class A(IDatabase db) { [ReadReplica] object M(string script) => db.ScriptEvaluate(script); }""",
        """class A { void StringSet(string key, int value) { } [ReadReplica] void M() => StringSet("a", 1); }""",
        """namespace B { class ReadReplicaAttribute : Attribute { } class A(IDatabase db) { [B.ReadReplica] void M() => db.StringSet("a", 1); } }""",
        """namespace B { interface IDatabase { void StringSet(string key, int value); } class A(B.IDatabase db) { [RedisSafety.ReadReplica] void M() => db.StringSet("a", 1); } }""",

        // A routed body: its reads go where its half says, its writes to the primary, as the guide has it.
        """partial class A(IRedisRouter r) { [ReadReplica] public partial Task<long> M(); Task<long> M(IDatabaseAsync d) => d.StringIncrementAsync("a"); object R => r; }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string source) => Snippet.VerifyAsync(new WriteToReplicaAnalyzer(), source);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string source) => Snippet.VerifyAsync(new WriteToReplicaAnalyzer(), source);

    // The attribute takes one command; what an array of them would hold is read all the same, each at its place.
    [Theory]
    [InlineData("\"GET a\", \"SET b 1\", \"GET c\", @\"DEL d\"", "SET 1, DEL 3")]
    [InlineData("\"INCR a\", \"SET b 1\"", "INCR 0, SET 1")]
    [InlineData("\"GET a\", new[] { \"GET b\", \"SET c 1\" }", "SET 2")]
    [InlineData("\"GET a\", more: new string[] { \"SET c 1\" }", "SET 1")]
    [InlineData("\"GET a\", \"GET b\"", "")]
    [InlineData("\"GET a\", \"SETT b 1\", null", "")]
    [InlineData("\"GET a\", null", "")]
    [InlineData("null", "")]
    public async Task Every_template_of_an_attribute_is_read(string templates, string reported)
    {
        var source = $$"""
            partial class A { [ReadReplica({{templates}})] public partial Task M(); }
            namespace RedisSafety { public sealed class ReadReplicaAttribute(string command, params string[] more) : Attribute { public object[] All => [command, more]; } }
            """;
        var compilation = Snippet.Compile(source);
        compilation = compilation.RemoveReferences(compilation.References.Single(static reference => Path.GetFileName(reference.Display) == "RedisSafety.dll"));

        var found = await Snippet.DiagnosticsAsync(new WriteToReplicaAnalyzer(), compilation);

        // Each template begins with its command, and is the only one that does after as many commas.
        Assert.Equal(reported, string.Join(", ", found.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start).Select(diagnostic =>
        {
            var span = diagnostic.Location.SourceSpan;
            Assert.Equal('"', source[span.Start - 1]);
            return $"{source.Substring(span.Start, span.Length)} {source[..span.Start].Count(static character => character == ',')}";
        })));
    }

    [Theory]
    [InlineData("DemandReplica", DiagnosticSeverity.Error)]
    [InlineData("PreferReplica", DiagnosticSeverity.Warning)]
    public async Task What_throws_is_an_error_and_what_is_sent_elsewhere_a_warning(string flag, DiagnosticSeverity severity)
    {
        var compilation = Snippet.Compile($$"""class A { void M(IDatabase db) => db.KeyDelete("a", CommandFlags.{{flag}}); }""");

        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new WriteToReplicaAnalyzer(), compilation));

        Assert.Equal(severity, reported.Severity);
    }

    [Fact]
    public async Task The_attributes_may_come_in_an_assembly_of_any_name()
    {
        var merged = CSharpCompilation.Create(
            "Acme.Everything",
            [CSharpSyntaxTree.ParseText("namespace RedisSafety { public sealed class ReadReplicaAttribute : System.Attribute { } }", cancellationToken: TestContext.Current.CancellationToken)],
            Snippet.Compile("").References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var compilation = Snippet.Compile("""class A(IDatabase db) { [ReadReplica] public void Find() => db.StringSet("a", 1); }""");
        compilation = compilation
            .RemoveReferences(compilation.References.Single(static reference => Path.GetFileName(reference.Display) == "RedisSafety.dll"))
            .AddReferences(merged.ToMetadataReference());

        Assert.Single(await Snippet.DiagnosticsAsync(new WriteToReplicaAnalyzer(), compilation));
    }

    [Fact]
    public async Task A_write_in_a_method_that_is_marked_is_a_warning_that_names_both()
    {
        var compilation = Snippet.Compile("""class A(IDatabase db) { [ReadReplica] public void Find() => db.StringSet("a", 1); }""");

        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new WriteToReplicaAnalyzer(), compilation));

        Assert.Equal(DiagnosticSeverity.Warning, reported.Severity);
        Assert.StartsWith("'StringSet' writes, and 'Find' is marked [ReadReplica]", reported.GetMessage(null), StringComparison.Ordinal);
    }
}
