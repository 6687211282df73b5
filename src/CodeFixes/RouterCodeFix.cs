using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.CodeFixes;

/// <summary>RSF1001: lets <c>RedisRouter.ConnectAsync</c> open the connection, where nothing asks for the multiplexer itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RouterCodeFix : SemanticCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF1001");

    /// <inheritdoc/>
    protected override string Title => "Open it with RedisRouter.ConnectAsync";

    /// <inheritdoc/>
    protected override async Task<Document?> FixAsync(
        Document document, SyntaxNode root, SemanticModel model, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        if (model.Compilation.GetTypesByMetadataName("RedisSafety.RedisRouter").IsEmpty)
        {
            return null;
        }

        // Each alone: what does not compile with a router stays as it is.
        Document? repaired = null;
        var errors = Errors(model, cancellationToken);
        foreach (var diagnostic in diagnostics.OrderByDescending(static diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            var current = await (repaired ?? document).GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
            if (current?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var configuration }] } call)
            {
                continue;
            }

            var changed = (repaired ?? document).WithSyntaxRoot(Replaced(current, call, configuration));
            if (await changed.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is { } after && Errors(after, cancellationToken) <= errors)
            {
                repaired = changed;
            }
        }

        return repaired;
    }

    private static SyntaxNode Replaced(SyntaxNode root, InvocationExpressionSyntax call, ExpressionSyntax configuration)
    {
        ExpressionSyntax opened = SyntaxFactory.ParseExpression($"RedisSafety.RedisRouter.ConnectAsync({configuration})");
        if (call.Parent is not AwaitExpressionSyntax)
        {
            opened = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), opened);
        }

        var replaced = call.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { UsingKeyword.RawKind: not 0, AwaitKeyword.RawKind: 0 } statement
            ? root.ReplaceNode(
                statement,
                statement.ReplaceNode(call, opened.WithTriviaFrom(call)).WithoutLeadingTrivia()
                    .WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space)).WithLeadingTrivia(statement.GetLeadingTrivia()))
            : root.ReplaceNode(call, opened.WithTriviaFrom(call));
        return replaced;
    }

    private static int Errors(SemanticModel model, CancellationToken cancellationToken) =>
        model.GetDiagnostics(cancellationToken: cancellationToken).Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
