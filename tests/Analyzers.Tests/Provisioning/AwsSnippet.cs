using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Analyzers.Provisioning;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests.Provisioning;

/// <summary>Code that uses the AWS CDK and SDK, compiled against stubs of them, with <c>{|RSF4001:spans|}</c> that must be
/// reported.</summary>
internal static partial class AwsSnippet
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;
        global using Amazon.CDK; global using Amazon.CDK.AWS.CloudWatch; global using Amazon.CDK.AWS.ElastiCache; global using Amazon.CDK.AWS.SNS;
        global using Amazon.CDK.AWS.Events; global using Constructs;
        """;

    private static readonly Lazy<MetadataReference> Libraries = new(Compile);

    public static CSharpCompilation Compilation(string source) => CSharpCompilation.Create(
        "Snippet",
        [
            CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12), "Snippet.cs"),
            CSharpSyntaxTree.ParseText(Usings, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12), "Usings.cs"),
        ],
        [.. Snippet.References, Libraries.Value],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    public static async Task VerifyAsync(string marked)
    {
        var expected = new List<string>();
        var source = marked.ReplaceLineEndings("\n");
        for (var match = Span().Match(source); match.Success; match = Span().Match(source))
        {
            var text = match.Groups["text"].Value;
            expected.AddRange(match.Groups["id"].Value.Split(',').Select(id => $"{id} {text} @{match.Index}"));
            source = source[..match.Index] + text + source[(match.Index + match.Length)..];
        }

        var compilation = Compilation(source);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var reported = await Snippet.DiagnosticsAsync(new ProvisioningAnalyzer(), compilation);
        var actual = reported.Select(diagnostic =>
            $"{diagnostic.Id} {source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)} @{diagnostic.Location.SourceSpan.Start}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    private static PortableExecutableReference Compile()
    {
        var root = typeof(AwsSnippet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
        var stubs = File.ReadAllText(Path.Combine(root, "src", "Provisioning.CSharp", "AwsStubs.txt"));
        var compilation = CSharpCompilation.Create(
            "Amazon.CDK.Lib", [CSharpSyntaxTree.ParseText(stubs)], Snippet.References,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    [GeneratedRegex(@"\{\|(?<id>[RSF0-9,]+):(?<text>.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Span();
}
