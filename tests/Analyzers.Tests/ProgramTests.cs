using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>
/// Runs all rules together over the whole programs in <c>Programs/</c>. Every report must be on a line that ends with
/// <c>// expect RSFnnnn</c> (or several ids), and every such line must get its reports; <c>// quiet</c> marks a line for the reader.
/// A line <c>// references NAME</c> adds an empty assembly of that name, and a line <c>// option NAME = VALUE</c> an .editorconfig entry.
/// RSF1002 counts only in programs that name it.
/// </summary>
public sealed partial class ProgramTests
{
    private static readonly string Folder = Path.Combine(
        typeof(ProgramTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!,
        "tests",
        "Analyzers.Tests",
        "Programs");

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(KnownSymbols).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static TheoryData<string> Programs =>
        [.. Directory.EnumerateFiles(Folder, "*.cs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Every_line_gets_the_reports_that_it_expects(string program)
    {
        var source = await File.ReadAllTextAsync(Path.Combine(Folder, program), TestContext.Current.CancellationToken);
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var compilation = Compile(source, lines);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        var options = new AnalyzerOptions([], new EditorConfig(Headers(lines, Option()).Select(match => (match.Groups[1].Value, match.Groups[2].Value))));
        var reports = await compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        var namesRawCalls = source.Contains("RSF1002", StringComparison.Ordinal);
        var actual = reports
            .Where(report => report.Id != "RSF1002" || namesRawCalls)
            .Select(report => (Line: report.Location.GetLineSpan().StartLinePosition.Line, report.Id))
            .Distinct();
        Assert.Equal(Text(Expected(lines), lines), Text(actual, lines));
    }

    [Fact]
    public void Every_comment_of_a_program_is_read() => Assert.All(
        Directory.EnumerateFiles(Folder, "*.cs"),
        file => Assert.All(
            File.ReadLines(file).Where(line => line.Contains("// expect", StringComparison.OrdinalIgnoreCase)),
            line => Assert.Matches(Expect(), line)));

    private static IEnumerable<(int Line, string Id)> Expected(string[] lines) =>
        lines.SelectMany((line, number) => Expect().Match(line) is { Success: true } match
            ? match.Groups["id"].Captures.Select(id => (number, id.Value))
            : []);

    // With the line's own text, so that a failure can be read without a look into the file.
    private static IEnumerable<string> Text(IEnumerable<(int Line, string Id)> reports, string[] lines) =>
        reports.Order().Select(report => $"{report.Line + 1}: {report.Id} {lines[report.Line].Trim()}");

    private static IEnumerable<Match> Headers(string[] lines, Regex form) => lines.Select(line => form.Match(line)).Where(match => match.Success);

    private static CSharpCompilation Compile(string source, string[] lines)
    {
        var empty = Headers(lines, Reference()).Select(match => EmptyAssembly(match.Groups[1].Value)).ToArray();
        var isProgram = CSharpSyntaxTree.ParseText(source).GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any();
        return Snippet.Compile(source, withRedis: true, isProgram, empty);
    }

    private static MetadataReference EmptyAssembly(string name)
    {
        using var image = new MemoryStream();
        var emitted = CSharpCompilation.Create(
            name, references: Snippet.References, options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        Assert.True(emitted.Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    [GeneratedRegex(@"// expect (?<id>RSF\d{4})(?:, (?<id>RSF\d{4}))*$")]
    private static partial Regex Expect();

    [GeneratedRegex(@"^// references (\S+)$")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^// option (\S+) = (\S+)$")]
    private static partial Regex Option();
}
