using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.CodeFixes;

/// <summary>
/// RSF2009: puts <c>LockRelease</c> in the place of the delete, with the token that the condition compares, or that the lock was taken
/// with. The comparison stays: it is not needed any more, and does no harm.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LockReleaseCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF2009");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "KeyDelete" or "KeyDeleteAsync" } name } access,
                ArgumentList.Arguments: [var key, ..],
            } call
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || (Token(root, call, context.Diagnostics[0], model, context.CancellationToken)
                ?? (call.FirstAncestorOrSelf<IfStatementSyntax>()?.Condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } comparison ? Token(comparison) : null)) is not { } token)
        {
            return;
        }

        // Of several keys, one is the lock.
        if (model.GetTypeInfo(key.Expression, context.CancellationToken).ConvertedType is not { Name: "RedisKey" })
        {
            return;
        }

        const string Title = "Release the lock in one step";
        var release = SyntaxFactory.IdentifierName(name.Identifier.ValueText == "KeyDelete" ? "LockRelease" : "LockReleaseAsync");
        var changed = call
            .WithExpression(access.WithName(release))
            .WithArgumentList(call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Insert(1,
            SyntaxFactory.Argument(token.WithoutTrivia()).WithLeadingTrivia(SyntaxFactory.Space))));
        context.RegisterCodeFix(
            CodeAction.Create(Title, _ =>
                Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(call, changed))), equivalenceKey: Title),
            context.Diagnostics);
    }

    // The value that the lock was taken with. A constant would be the same for every holder.
    private static IdentifierNameSyntax? Token(SyntaxNode root, InvocationExpressionSyntax delete, Diagnostic diagnostic,
        SemanticModel model, CancellationToken cancellationToken) =>
        ReadLocation.Find(root, diagnostic) is
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "StringSet" or "StringSetAsync" or "LockTake" or "LockTakeAsync" },
            ArgumentList.Arguments: [_, { Expression: IdentifierNameSyntax token }, ..],
        }
        && !model.GetConstantValue(token, cancellationToken).HasValue
        && model.GetSymbolInfo(token, cancellationToken).Symbol is { } symbol
        && model.LookupSymbols(delete.SpanStart, name: token.Identifier.ValueText).Contains(symbol, SymbolEqualityComparer.Default)
            ? token : null;

    // The side that is not the read: a name, where the other is a call or the local that holds its result.
    private static ExpressionSyntax? Token(BinaryExpressionSyntax comparison)
    {
        var (left, right) = (IsName(comparison.Left), IsName(comparison.Right));
        return left && !right ? comparison.Left : right ? comparison.Right : null;
    }

    private static bool IsName(ExpressionSyntax expression) => expression is IdentifierNameSyntax or MemberAccessExpressionSyntax;
}
