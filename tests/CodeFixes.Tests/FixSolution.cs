using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Testing;

namespace RedisSafety.CodeFixes.Tests;

/// <summary>Two projects of the same sources, repaired as a whole.</summary>
internal static class FixSolution
{
    /// <summary>Applies Fix All over the solution, and asserts that each document is as expected and compiles.</summary>
    public static Task VerifyAsync(DiagnosticAnalyzer analyzer, CodeFixProvider fix, params (string Source, string Expected)[] documents) =>
        VerifyAsync(analyzer, fix, Snippet.Compile(""), documents);

    /// <summary>The same for projects with the options and references of another compilation.</summary>
    public static Task VerifyAsync(
        DiagnosticAnalyzer analyzer, CodeFixProvider fix, Compilation basis, params (string Source, string Expected)[] documents) =>
        VerifyAsync(analyzer, fix, generator: null, LanguageVersion.CSharp12, basis, documents);

    /// <summary>Applies Fix All over the solution, and asserts that each document is as expected and compiles with what the generator adds; before, it need not.</summary>
    public static Task VerifyAsync(
        DiagnosticAnalyzer analyzer,
        CodeFixProvider fix,
        AnalyzerReference? generator,
        LanguageVersion version,
        params (string Source, string Expected)[] documents) =>
        VerifyAsync(analyzer, fix, generator, version, Snippet.Compile(""), documents);

    private static async Task VerifyAsync(
        DiagnosticAnalyzer analyzer,
        CodeFixProvider fix,
        AnalyzerReference? generator,
        LanguageVersion version,
        Compilation basis,
        (string Source, string Expected)[] documents)
    {
        using var workspace = new AdhocWorkspace();
        var solution = workspace.CurrentSolution;
        foreach (var name in new[] { "One", "Two" })
        {
            var project = ProjectId.CreateNewId();
            solution = solution.AddProject(ProjectInfo.Create(
                project,
                VersionStamp.Default,
                name,
                name,
                LanguageNames.CSharp,
                compilationOptions: basis.Options,
                parseOptions: CSharpParseOptions.Default.WithLanguageVersion(version),
                metadataReferences: basis.References,
                analyzerReferences: generator is null ? [] : [generator]));
            var usings = await basis.SyntaxTrees.Last().GetTextAsync();
            solution = solution.AddDocument(DocumentId.CreateNewId(project), "Usings.cs", usings.ToString());
            for (var i = 0; i < documents.Length; i++)
            {
                solution = solution.AddDocument(DocumentId.CreateNewId(project), $"{i}.cs", documents[i].Source);
            }
        }

        if (generator is null)
        {
            await AssertCompilesAsync(solution);
        }

        var diagnostics = await DiagnosticsAsync(solution, analyzer, fix);
        var actions = new List<CodeAction>();
        foreach (var diagnostic in diagnostics)
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(
                solution.GetDocument(diagnostic.Location.SourceTree)!, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
        }

        if (actions.Count > 0)
        {
            var context = new FixAllContext(
                solution.Projects.First().Documents.First(), fix, FixAllScope.Solution, actions[0].EquivalenceKey!, fix.FixableDiagnosticIds, new Found(diagnostics, solution), CancellationToken.None);
            var all = await fix.GetFixAllProvider()!.GetFixAsync(context);
            solution = Assert.IsType<ApplyChangesOperation>(Assert.Single(await all!.GetOperationsAsync(CancellationToken.None))).ChangedSolution;
        }

        foreach (var project in solution.Projects)
        {
            for (var i = 0; i < documents.Length; i++)
            {
                var text = await project.Documents.Single(document => document.Name == $"{i}.cs").GetTextAsync();
                Assert.Equal(documents[i].Expected.ReplaceLineEndings("\n"), text.ToString().ReplaceLineEndings("\n"));
            }
        }

        await AssertCompilesAsync(solution);
    }

    private static async Task AssertCompilesAsync(Solution solution)
    {
        foreach (var project in solution.Projects)
        {
            Assert.Empty((await project.GetCompilationAsync())!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Solution solution, DiagnosticAnalyzer analyzer, CodeFixProvider fix)
    {
        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var project in solution.Projects)
        {
            var fixable = await Snippet.DiagnosticsAsync(analyzer, (await project.GetCompilationAsync())!);

            // From the last to the first: what a fix makes of them must not hang on the order in which rules happen to report.
            found.AddRange(fixable.Where(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id)).OrderByDescending(static diagnostic => diagnostic.Location.SourceSpan.Start));
        }

        return found.ToImmutable();
    }

    private sealed class Found(ImmutableArray<Diagnostic> diagnostics, Solution solution) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => solution.GetDocument(diagnostic.Location.SourceTree)!.Project.Id == project.Id));

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => solution.GetDocument(diagnostic.Location.SourceTree)!.Id == document.Id));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(Enumerable.Empty<Diagnostic>());
    }
}
