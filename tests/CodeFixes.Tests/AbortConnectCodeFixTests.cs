using RedisSafety.Analyzers.Connections;

namespace RedisSafety.CodeFixes.Tests;

public sealed class AbortConnectCodeFixTests
{
    [Theory]
    [InlineData("\"a\"", "\"a,abortConnect=false\"")]
    [InlineData("@\"a:1,\"", "@\"a:1,abortConnect=false\"")]
    [InlineData("\"\"\"a\"\"\"", "\"\"\"a,abortConnect=false\"\"\"")]
    [InlineData("$\"{c}:6379\"", "$\"{c}:6379,abortConnect=false\"")]
    [InlineData("$\"{c}\"", "$\"{c},abortConnect=false\"")]
    [InlineData("new ConfigurationOptions { EndPoints = { \"a\" } }", "new ConfigurationOptions { EndPoints = { \"a\" }, AbortOnConnectFail = false }")]
    [InlineData("new ConfigurationOptions { Ssl = true, }", "new ConfigurationOptions { Ssl = true, AbortOnConnectFail = false, }")]
    [InlineData("new ConfigurationOptions()", "new ConfigurationOptions { AbortOnConnectFail = false }")]
    [InlineData("ConfigurationOptions.Parse(\"a\")", "ConfigurationOptions.Parse(\"a,abortConnect=false\")")]

    // Nothing to add to, or a decision that stands.
    [InlineData("c", "c")]
    [InlineData("c + \",ssl=true\"", "c + \",ssl=true\"")]
    [InlineData("\"a,abortConnect=true\"", "\"a,abortConnect=true\"")]
    [InlineData("new ConfigurationOptions { AbortOnConnectFail = true }", "new ConfigurationOptions { AbortOnConnectFail = true }")]
    public Task Adds_what_reconnects(string configuration, string expected) =>
        FixSolution.VerifyAsync(new ConnectionWithoutRetryAnalyzer(), new AbortConnectCodeFix(), (Open(configuration), Open(expected)));

    [Fact]
    public Task Finds_the_configuration_of_a_local_and_a_constant() => FixSolution.VerifyAsync(
        new ConnectionWithoutRetryAnalyzer(),
        new AbortConnectCodeFix(),
        ("""class A { const string C = "a"; object M() => (ConnectionMultiplexer.Connect(C), ConnectionMultiplexer.Connect(C)); }""",
         """class A { const string C = "a,abortConnect=false"; object M() => (ConnectionMultiplexer.Connect(C), ConnectionMultiplexer.Connect(C)); }"""),
        ("""class B { object M() { var options = new ConfigurationOptions { Ssl = true }; options.EndPoints.Add("a"); return ConnectionMultiplexer.Connect(options); } }""",
         """class B { object M() { var options = new ConfigurationOptions { Ssl = true, AbortOnConnectFail = false }; options.EndPoints.Add("a"); return ConnectionMultiplexer.Connect(options); } }"""));

    [Fact]
    public Task Keeps_the_lines_of_an_initializer() => FixSolution.VerifyAsync(
        new ConnectionWithoutRetryAnalyzer(),
        new AbortConnectCodeFix(),
        ("""
        class A
        {
            object M() => ConnectionMultiplexer.Connect(new ConfigurationOptions
            {
                Ssl = true,
                EndPoints = { "a" },
            });
        }
        """, """
        class A
        {
            object M() => ConnectionMultiplexer.Connect(new ConfigurationOptions
            {
                Ssl = true,
                EndPoints = { "a" },
                AbortOnConnectFail = false,
            });
        }
        """));

    [Fact]
    public Task Repairs_what_aborts_at_the_start() => FixSolution.VerifyAsync(
        new ConnectionSettingsAnalyzer(),
        new AbortConnectCodeFix(),
        ("""class A { readonly Lazy<object> _r = new(() => ConnectionMultiplexer.Connect("a")); }""",
         """class A { readonly Lazy<object> _r = new(() => ConnectionMultiplexer.Connect("a,abortConnect=false")); }"""),
        ("""class B { readonly Lazy<object> _r = new(() => ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { "a" } })); }""",
         """class B { readonly Lazy<object> _r = new(() => ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { "a" }, AbortOnConnectFail = false })); }"""));

    private static string Open(string configuration) => $"class A {{ object M(string c) => ConnectionMultiplexer.Connect({configuration}); }}";
}
