using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Analyzers.Retry;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>Projects that do not run in production, by their name, their references and the properties of their SDK.</summary>
public sealed class NonProductionTests
{
    private const string Source = """
        using Polly;
        class A(IDatabase db)
        {
            readonly IConnectionMultiplexer _redis = ConnectionMultiplexer.Connect("a");
            Task M() => Policy.Handle<RedisTimeoutException>().RetryAsync(3).ExecuteAsync(() => db.StringIncrementAsync("a"));
        }
        """;

    [Theory]
    [InlineData("Shop.Tests", "", 0)]
    [InlineData("Shop.Samples", "", 0)]
    [InlineData("Shop.AppHost", "", 0)]
    [InlineData("Shop.Api", "BenchmarkDotNet", 0)]
    [InlineData("Shop.Api", "NSubstitute", 0)]
    [InlineData("Shop.Api", "Aspire.Hosting", 0)]
    [InlineData("Shop.Api", "Aspire.StackExchange.Redis", 2)]
    [InlineData("Shop.Testing", "", 2)]
    [InlineData("Tests", "", 2)]
    [InlineData("Shop.Api", "", 2)]
    public async Task Reports_in_production_only(string assembly, string reference, int count)
    {
        var compilation = Snippet.Compile(Source, more: reference.Length == 0 ? [] : [Empty(reference)]).WithAssemblyName(assembly);

        Assert.Equal(count, await CountAsync(compilation, []));
    }

    [Theory]
    [InlineData("build_property.IsTestProject", "true", 0)]
    [InlineData("build_property.PackAsTool", "true", 0)]
    [InlineData("build_property.IsAspireHost", "True", 0)]
    [InlineData("build_property.IsTestProject", "false", 2)]
    public async Task Reads_what_the_sdk_says(string property, string value, int count) =>
        Assert.Equal(count, await CountAsync(Snippet.Compile(Source), [], (property, value)));

    [Theory]
    [InlineData("redis_safety.non_production_projects", "report", 2)]
    [InlineData("redis_safety.test_projects", "report", 2)]
    [InlineData("redis_safety.non_production_projects", "ignore", 0)]
    public async Task One_option_includes_them_for_all_rules(string name, string value, int count) =>
        Assert.Equal(count, await CountAsync(Snippet.Compile(Source).WithAssemblyName("Shop.Tests"), [(name, value)]));

    private static async Task<int> CountAsync(Compilation compilation, (string Name, string Value)[] options, params (string Name, string Value)[] properties)
    {
        var analyzers = new DiagnosticAnalyzer[] { new ConnectionWithoutRetryAnalyzer(), new AccumulatingRetryAnalyzer() };
        var reports = await compilation.WithAnalyzers([.. analyzers], new AnalyzerOptions([], new EditorConfig(options, properties))).GetAnalyzerDiagnosticsAsync(CancellationToken.None);
        return reports.Length;
    }

    private static MetadataReference Empty(string name)
    {
        using var image = new MemoryStream();
        Assert.True(CSharpCompilation.Create(name, references: Snippet.References, options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
