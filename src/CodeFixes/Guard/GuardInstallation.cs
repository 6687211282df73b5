using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace RedisSafety.CodeFixes.Guard;

/// <summary>Installs the guard in a project, at the first place where the result compiles.</summary>
internal static class GuardInstallation
{
    private const string ServiceExtensions = "Microsoft.Extensions.DependencyInjection.RedisFailoverGuardServiceCollectionExtensions";
    private const string ServiceNamespace = "Microsoft.Extensions.DependencyInjection";

    /// <summary>The solution with the guard; null if the guard is not referenced, or there is no place for it.</summary>
    /// <param name="project">The project.</param>
    /// <param name="diagnostics">The reports of this project, in any order.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async Task<Solution?> InstallAsync(
        Project project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var compilation = await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
        if (compilation is null || compilation.GetTypesByMetadataName("RedisSafety.RedisFailoverGuard").IsEmpty)
        {
            return null;
        }

        var registrations = new List<(Document Document, ReportedRegistration Registration)>();
        foreach (var diagnostic in diagnostics
            .OrderBy(static diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            if (project.Solution.GetDocument(diagnostic.Location.SourceTree) is { } document && document.Project.Id == project.Id
                && await ReportedRegistration.FindAsync(document, diagnostic, cancellationToken).ConfigureAwait(false) is { } registration)
            {
                registrations.Add((document, registration));
            }
        }

        var hasServices = !compilation.GetTypesByMetadataName(ServiceExtensions).IsEmpty;
        var entry = EntryPoint(project, compilation, cancellationToken);

        // A connection that is handed over is opened by the program, perhaps before its services: the guard is needed earlier still.
        if (!registrations.Exists(static one => one.Registration.TakesConnection))
        {
            foreach (var (document, registration) in registrations)
            {
                if (hasServices && registration.WithServices(cancellationToken) is { } changed
                    && await CompiledAsync(document, changed, ServiceNamespace, cancellationToken).ConfigureAwait(false) is { } solution)
                {
                    return solution;
                }
            }
        }

        if (entry is var (start, root) && registrations.Count > 0
            && await CompiledAsync(start, root, null, cancellationToken).ConfigureAwait(false) is { } atStart)
        {
            return atStart;
        }

        foreach (var (document, registration) in registrations)
        {
            if (registration.WithInstall() is { } changed
                && await CompiledAsync(document, changed, null, cancellationToken).ConfigureAwait(false) is { } solution)
            {
                return solution;
            }
        }

        return null;
    }

    // The document of the entry point, which installs the guard before anything else.
    private static (Document Document, SyntaxNode Root)? EntryPoint(
        Project project, Compilation compilation, CancellationToken cancellationToken)
    {
        if (compilation.GetEntryPoint(cancellationToken)?.DeclaringSyntaxReferences.FirstOrDefault() is not { } declaration
            || project.Solution.GetDocument(declaration.SyntaxTree) is not { } document || document.Project.Id != project.Id)
        {
            return null;
        }

        var root = declaration.SyntaxTree.GetRoot(cancellationToken);
        var first = declaration.GetSyntax(cancellationToken) switch
        {
            CompilationUnitSyntax unit => unit.Members.OfType<GlobalStatementSyntax>().FirstOrDefault()?.Statement,
            MethodDeclarationSyntax { Body.Statements: [var statement, ..] } => statement,
            _ => null,
        };
        if (first is null)
        {
            return null;
        }

        var install = GuardStatement.InstallAt(first, compilation.GetSemanticModel(root.SyntaxTree));
        return (document, GuardStatement.InsertBefore(root, first, install));
    }

    // The solution with the changed document, and with a using directive if it needs one; null if it has more errors than before.
    private static async Task<Solution?> CompiledAsync(
        Document document, SyntaxNode root, string? space, CancellationToken cancellationToken)
    {
        var before = await ErrorsAsync(document, cancellationToken).ConfigureAwait(false);
        var changed = document.WithSyntaxRoot(root);
        if (await ErrorsAsync(changed, cancellationToken).ConfigureAwait(false) > before)
        {
            if (space is null || root is not CompilationUnitSyntax unit)
            {
                return null;
            }

            changed = document.WithSyntaxRoot(WithUsing(unit, space));
            if (await ErrorsAsync(changed, cancellationToken).ConfigureAwait(false) > before)
            {
                return null;
            }
        }

        // Formatted here, because not every host does it.
        return (await Formatter.FormatAsync(changed, Formatter.Annotation, null, cancellationToken).ConfigureAwait(false)).Project.Solution;
    }

    private static async Task<int> ErrorsAsync(Document document, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return model is null ? int.MaxValue
            : model.GetDiagnostics(cancellationToken: cancellationToken).Count(static one => one.Severity == DiagnosticSeverity.Error);
    }

    private static CompilationUnitSyntax WithUsing(CompilationUnitSyntax root, string space)
    {
        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(space)).NormalizeWhitespace()
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
        if (root.Usings.Count > 0)
        {
            return root.AddUsings(directive);
        }

        // A comment at the head of the file stays there.
        var head = root.GetLeadingTrivia();
        return root.WithoutLeadingTrivia().AddUsings(directive.WithLeadingTrivia(head));
    }
}
