using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Testing;

namespace RedisSafety.CodeFixes.Tests;

public static class FixTests
{
    /// <summary>Applies the only fix that is offered, until nothing is left to fix, and asserts that the result compiles.</summary>
    internal static async Task VerifyAsync(DiagnosticAnalyzer analyzer, CodeFixProvider fix, string source, string expected)
    {
        using var workspace = new AdhocWorkspace();
        for (var fixes = 0; fixes < 10; fixes++)
        {
            var compilation = Snippet.Compile(source);
            Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
            var reported = await Snippet.DiagnosticsAsync(analyzer, compilation);
            var document = workspace.AddProject($"P{fixes}", LanguageNames.CSharp).AddDocument("Snippet.cs", source);
            var actions = new List<CodeAction>();
            if (reported.Length > 0)
            {
                await fix.RegisterCodeFixesAsync(new CodeFixContext(
                    document, reported[0].Location.SourceSpan, [reported[0]], (action, _) => actions.Add(action), CancellationToken.None));
            }

            if (actions.Count == 0)
            {
                Assert.Equal(expected, source);
                return;
            }

            var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await Assert.Single(actions).GetOperationsAsync(CancellationToken.None)));
            source = (await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
        }

        Assert.Fail("The fix never ends: " + source);
    }
}

public sealed class RSF1001CodeFixTests
{
    [Theory]
    [InlineData("""class A { object M() => ConnectionMultiplexer.Connect("a"); }""", """class A { object M() => ConnectionMultiplexer.Connect("a,abortConnect=false"); }""")]
    [InlineData("""class A { object M() => (ConnectionMultiplexer.Connect("a"), ConnectionMultiplexer.Connect("b,")); }""", """class A { object M() => (ConnectionMultiplexer.Connect("a,abortConnect=false"), ConnectionMultiplexer.Connect("b,abortConnect=false")); }""")]

    // Nothing to add to: no fix is offered.
    [InlineData("""class A { object M(string c) => ConnectionMultiplexer.Connect(c); }""", """class A { object M(string c) => ConnectionMultiplexer.Connect(c); }""")]
    [InlineData("""class A { object M() => ConnectionMultiplexer.Connect("a,abortConnect=true"); }""", """class A { object M() => ConnectionMultiplexer.Connect("a,abortConnect=true"); }""")]
    public Task Adds_what_reconnects(string source, string expected) =>
        FixTests.VerifyAsync(new ConnectionWithoutRetryAnalyzer(), new AbortConnectCodeFix(), source, expected);
}

public sealed class RSF2001CodeFixTests
{
    [Theory]
    [InlineData("""db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica);""", """db.StringSet("a", 1); db.StringGet("a");""")]
    [InlineData("""db.StringSet("a", 1); db.StringGet("a", flags: CommandFlags.DemandReplica);""", """db.StringSet("a", 1); db.StringGet("a");""")]

    // A flag that says more than where to read is left to the reader.
    [InlineData("""db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica | CommandFlags.NoRedirect);""", """db.StringSet("a", 1); db.StringGet("a", CommandFlags.PreferReplica | CommandFlags.NoRedirect);""")]
    public Task Drops_the_flag(string body, string expected) => FixTests.VerifyAsync(
        new ReadAfterWriteAnalyzer(), new ReadFromPrimaryCodeFix(), $$"""class A { void M(IDatabase db) { {{body}} } }""", $$"""class A { void M(IDatabase db) { {{expected}} } }""");
}
