using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.CodeFixes;

/// <summary>
/// RSF2001, RSF2004 and RSF2007: drops the flag that lets a replica answer, so that the primary does; or, where the read is a method
/// with a template, has that read the caller's own writes, in whichever document it is declared.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ReadFromPrimaryCodeFix : CodeFixProvider
{
    private const string Drop = "Read from the primary";
    private const string Ask = "Read your own writes";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF2001", "RSF2004", "RSF2007");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var solution = context.Document.Project.Solution;
        foreach (var diagnostic in context.Diagnostics)
        {
            var (document, call) = await ReadAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false);
            if (document is null || call is null)
            {
                continue;
            }

            // A combined flag says more than where to read: it is left to the reader.
            if (call.ArgumentList.Arguments.FirstOrDefault(IsReplicaFlag) is { } flag)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        Drop,
                        cancellationToken => ChangeAsync(solution, document.Id, flag, root => root.RemoveNode(flag, SyntaxRemoveOptions.KeepNoTrivia)!, cancellationToken),
                        equivalenceKey: Drop),
                    diagnostic);
            }
            else if (await AttributeAsync(document, call, context.CancellationToken).ConfigureAwait(false) is { } attribute
                && solution.GetDocument(attribute.SyntaxTree) is { } declaring)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        Ask,
                        cancellationToken => ChangeAsync(solution, declaring.Id, attribute, root => root.ReplaceNode(attribute, WithConsistency(attribute)), cancellationToken),
                        equivalenceKey: Ask),
                    diagnostic);
            }
        }
    }

    private static async Task<Solution> ChangeAsync(Solution solution, DocumentId document, SyntaxNode node, Func<SyntaxNode, SyntaxNode> change, CancellationToken cancellationToken) =>
        solution.WithDocumentSyntaxRoot(document, change(await node.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false)));

    // The read itself: where the report is, or where an additional location says, in a method that is called there.
    private static async Task<(Document? Document, InvocationExpressionSyntax? Call)> ReadAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var location = diagnostic.Location;
        if (diagnostic.Properties.TryGetValue(Finding.ReadIndex, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < diagnostic.AdditionalLocations.Count)
        {
            location = diagnostic.AdditionalLocations[index];
        }

        // Documents of other projects come with trees of their own.
        var found = location.SourceTree is { } tree && tree.FilePath != (await document.GetSyntaxTreeAsync(cancellationToken).ConfigureAwait(false))?.FilePath
            ? document.Project.Solution.GetDocument(tree)
            : document;
        var root = found is null ? null : await found.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        return root is not null && root.FullSpan.Contains(location.SourceSpan)
            ? (found, root.FindNode(location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax)
            : (null, null);
    }

    private static async Task<AttributeSyntax?> AttributeAsync(Document document, InvocationExpressionSyntax call, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (model?.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        var attribute = method.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass is { Name: "ReadReplicaAttribute", ContainingNamespace.Name: "RedisSafety" });
        return attribute?.ApplicationSyntaxReference is { } reference
            && await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is AttributeSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } syntax
            && !arguments.Any(static argument => argument.NameEquals?.Name.Identifier.ValueText == "Consistency")
            ? syntax
            : null;
    }

    private static AttributeSyntax WithConsistency(AttributeSyntax attribute) => attribute.AddArgumentListArguments(
        SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression("ReadConsistency.ReadYourWrites").WithLeadingTrivia(SyntaxFactory.Space))
            .WithNameEquals(SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName("Consistency").WithTrailingTrivia(SyntaxFactory.Space))));

    private static bool IsReplicaFlag(ArgumentSyntax argument) =>
        argument.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "PreferReplica" or "DemandReplica" or "PreferSlave" or "DemandSlave" };
}
