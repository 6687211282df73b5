using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Testing;

namespace RedisSafety.Generators.Tests;

/// <summary>What the generator makes of a source.</summary>
internal static class GeneratedOutput
{
    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new RepositoryGenerator().AsSourceGenerator()],
        parseOptions: CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp12),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Generates, and fails where the whole does not compile without a warning.</summary>
    public static string Of(string source)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Snippet.Compile(source), out var output, out var diagnostics);
        Assert.Empty(diagnostics);
        Assert.Empty(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        return string.Join("\n", output.SyntaxTrees.Skip(2).Select(tree => tree.ToString()));
    }
}
