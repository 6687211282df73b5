using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Testing;

/// <summary>A source with <c>{|RSF2001:spans|}</c>, each of which must be reported, and nothing else.</summary>
internal static partial class Snippet
{
    internal const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks; global using StackExchange.Redis; global using StackExchange.Redis.KeyspaceIsolation; global using RedisSafety;";

    // The framework and packages of this very test run; its test framework stays out, as rules are quiet in test projects.
    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("xunit", StringComparison.OrdinalIgnoreCase)
                && !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(string source, bool withRedis = true, bool isProgram = false, params MetadataReference[] more)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12);
        return CSharpCompilation.Create(
            "Snippet",
            [
                CSharpSyntaxTree.ParseText(source, options, "Snippet.cs"),
                CSharpSyntaxTree.ParseText(withRedis ? Usings : "global using System;", options, "Usings.cs"),
            ],
            withRedis
                ? References.AddRange(more)
                : References.Where(reference => !Path.GetFileName(reference.Display!).StartsWith("StackExchange", StringComparison.Ordinal)
                    && !Path.GetFileName(reference.Display!).StartsWith("RedisSafety", StringComparison.Ordinal)),
            new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    public static async Task VerifyAsync(DiagnosticAnalyzer analyzer, string marked, bool withRedis = true, bool isProgram = false, bool mustCompile = true)
    {
        var expected = new List<string>();
        var source = Unmark(marked, expected);
        var compilation = Compile(source, withRedis, isProgram);
        if (mustCompile)
        {
            // The generated halves are not made here.
            Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic is { Severity: DiagnosticSeverity.Error } and not { Id: "CS8795" }));
        }

        var reported = await DiagnosticsAsync(analyzer, compilation);
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            reported.Select(diagnostic => $"{diagnostic.Id} {source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)} @{diagnostic.Location.SourceSpan.Start}")
                .Order(StringComparer.Ordinal));
    }

    /// <summary>What an analyzer reports; a crash of it, which the compiler reports as AD0001, is among it.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(
        DiagnosticAnalyzer analyzer, Compilation compilation, params (string Name, string Value)[] editorConfig) =>
        await compilation.WithAnalyzers([analyzer], new AnalyzerOptions([], new EditorConfig(editorConfig))).GetAnalyzerDiagnosticsAsync(CancellationToken.None);

    private static string Unmark(string marked, List<string> expected)
    {
        marked = marked.ReplaceLineEndings("\n");
        for (var match = Span().Match(marked); match.Success; match = Span().Match(marked))
        {
            expected.Add($"{match.Groups["id"].Value} {match.Groups["text"].Value} @{match.Index}");
            marked = marked[..match.Index] + match.Groups["text"].Value + marked[(match.Index + match.Length)..];
        }

        return marked;
    }

    [GeneratedRegex(@"\{\|(?<id>RSF\d{4}):(?<text>.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Span();
}
