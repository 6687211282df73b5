using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Simplification;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>RSF0005: lets a method return a task. Only while nothing calls it: whoever does would have to await it, and so would their callers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AsynchronousSignatureCodeFix : SemanticCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF0005");

    /// <inheritdoc/>
    protected override string Title => "Return a task";

    /// <inheritdoc/>
    protected override async Task<Document?> FixAsync(
        Document document, SyntaxNode root, SemanticModel model, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var changes = new Dictionary<SyntaxNode, SyntaxNode>();
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(TemplateCodeFix.Suggestion, out var type) && type is not null
                && root.FindNode(diagnostic.Location.SourceSpan) is MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null } declaration
                && declaration.Identifier.Span == diagnostic.Location.SourceSpan
                && model.GetDeclaredSymbol(declaration, cancellationToken) is { } method
                && await CanChangeAsync(method, document.Project.Solution, cancellationToken).ConfigureAwait(false))
            {
                changes[declaration.ReturnType] = SyntaxFactory.ParseTypeName(type).WithAdditionalAnnotations(Simplifier.Annotation).WithTriviaFrom(declaration.ReturnType);
            }
        }

        return changes.Count == 0
            ? null
            : await Simplifier.ReduceAsync(
                document.WithSyntaxRoot(root.ReplaceNodes(changes.Keys, (original, _) => changes[original])), Simplifier.Annotation, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    // Neither a caller nor a contract says what it returns.
    private static async Task<bool> CanChangeAsync(IMethodSymbol method, Solution solution, CancellationToken cancellationToken)
    {
        if (method.IsOverride || method.IsVirtual || method.IsAbstract || Implements(method))
        {
            return false;
        }

        var references = await SymbolFinder.FindReferencesAsync(method, solution, cancellationToken).ConfigureAwait(false);
        return references.All(static found => !found.Locations.Any());
    }

    private static bool Implements(IMethodSymbol method) => method.ContainingType.AllInterfaces
        .SelectMany(static implemented => implemented.GetMembers())
        .Any(member => method.ContainingType.FindImplementationForInterfaceMember(member) is { } found
            && (SymbolEqualityComparer.Default.Equals(found, method)
                || SymbolEqualityComparer.Default.Equals(found, method.PartialImplementationPart)));
}
