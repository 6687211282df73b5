using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>RSF0006: gives a type without a router one in its primary constructor. Only while nobody but a container makes it: its callers would not compile.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RouterParameterCodeFix : SemanticCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF0006");

    /// <inheritdoc/>
    protected override string Title => "Add an IRedisRouter to the primary constructor";

    /// <inheritdoc/>
    protected override async Task<Document?> FixAsync(
        Document document, SyntaxNode root, SemanticModel model, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        // A type is reported once for each of its methods.
        var changes = new Dictionary<SyntaxNode, SyntaxNode>();
        foreach (var diagnostic in diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan) is TypeDeclarationSyntax { RawKind: (int)SyntaxKind.ClassDeclaration or (int)SyntaxKind.RecordDeclaration } declaration
                && declaration.Identifier.Span == diagnostic.Location.SourceSpan
                && !changes.ContainsKey(declaration)
                && model.GetDeclaredSymbol(declaration, cancellationToken) is { } type
                && model.LookupNamespacesAndTypes(declaration.OpenBraceToken.Span.End, name: RouterAccess.Router) is [INamedTypeSymbol found] && RouterAccess.IsRouter(found)
                && HasParameters(declaration, ((CSharpParseOptions)root.SyntaxTree.Options).LanguageVersion)
                && RouterAccess.IsPossible(type) && !RouterAccess.Has(type)
                && await IsMadeByNobodyAsync(type, declaration, document.Project.Solution, cancellationToken).ConfigureAwait(false))
            {
                changes.Add(declaration, declaration);
            }
        }

        // A type may stand in another that changes too.
        return changes.Count == 0
            ? null
            : document.WithSyntaxRoot(root.ReplaceNodes(changes.Keys, (original, current) => RouterAccess.AddParameter((TypeDeclarationSyntax)current)));
    }

    // Since C# 12; those of records are older. Of several parts, one may have them.
    private static bool HasParameters(TypeDeclarationSyntax declaration, LanguageVersion version) =>
        declaration.ParameterList is not null || version >= LanguageVersion.CSharp12 || declaration is RecordDeclarationSyntax;

    private static async Task<bool> IsMadeByNobodyAsync(INamedTypeSymbol type, TypeDeclarationSyntax declaration, Solution solution, CancellationToken cancellationToken)
    {
        if (type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax { ParameterList: not null } part && part != declaration))
        {
            return false;
        }

        if (!type.IsSealed && (await SymbolFinder.FindDerivedClassesAsync(type, solution, transitive: false, cancellationToken: cancellationToken).ConfigureAwait(false)).Any())
        {
            return false;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            var references = await SymbolFinder.FindReferencesAsync(constructor, solution, cancellationToken).ConfigureAwait(false);
            if (references.Where(static found => found.Definition is IMethodSymbol).Any(static found => found.Locations.Any()))
            {
                return false;
            }
        }

        return true;
    }
}
