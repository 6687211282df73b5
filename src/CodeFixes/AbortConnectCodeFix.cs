using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.CodeFixes;

/// <summary>RSF1001: adds <c>abortConnect=false</c> to a configuration that stands in the call as text.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AbortConnectCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF1001");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax literal }, ..] }
            || !literal.Token.IsKind(SyntaxKind.StringLiteralToken)
            || literal.Token.ValueText.IndexOf("abortConnect", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return;
        }

        const string Title = "Add abortConnect=false";
        context.RegisterCodeFix(
            CodeAction.Create(
                Title,
                _ =>
                {
                    var text = SyntaxFactory.Literal(literal.Token.ValueText.TrimEnd(',') + ",abortConnect=false").WithTriviaFrom(literal.Token);
                    return Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceToken(literal.Token, text)));
                },
                equivalenceKey: Title),
            context.Diagnostics);
    }
}
