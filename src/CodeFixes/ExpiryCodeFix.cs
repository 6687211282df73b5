using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace RedisSafety.CodeFixes;

/// <summary>
/// RSF2010: gives the expiry to the call that sets the key, and removes the second call. Offered for <c>SET NX</c> if the expiry is a
/// duration that is known before the key is set.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ExpiryCodeFix : SemanticCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF2010");

    /// <inheritdoc/>
    protected override string Title => "Set the expiry with the key";

    /// <inheritdoc/>
    protected override async Task<Document?> FixAsync(
        Document document, SyntaxNode root, SemanticModel model, ImmutableArray<Diagnostic> diagnostics,
            CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        var isChanged = false;
        foreach (var diagnostic in diagnostics)
        {
            if (Expiry(root, model, diagnostic, cancellationToken) is var (statement, expiry)
                && ReadLocation.Find(root, diagnostic) is { } set && With(set, expiry) is { } changed)
            {
                editor.ReplaceNode(set, changed);
                editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
                isChanged = true;
            }
        }

        return isChanged ? editor.GetChangedDocument() : null;
    }

    // The second call as a statement of its own, and the duration that it sets.
    private static (StatementSyntax Statement, ExpressionSyntax Expiry)? Expiry(SyntaxNode root, SemanticModel model, Diagnostic diagnostic,
        CancellationToken cancellationToken)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "KeyExpire" or "KeyExpireAsync" },
                ArgumentList.Arguments: [_, var expiry],
            } call
            || ReadLocation.Find(root, diagnostic) is not { } set
            || model.GetTypeInfo(expiry.Expression, cancellationToken).Type is not { Name: "TimeSpan" })
        {
            return null;
        }

        var statement = call.FirstAncestorOrSelf<StatementSyntax>();
        var isWhole = statement is ExpressionStatementSyntax { Parent: BlockSyntax, Expression: var whole }
            && (whole == call || (whole is AwaitExpressionSyntax { Expression: var awaited } && awaited == call));
        return isWhole && SyntaxScope.IsKnownAt(expiry.Expression, set.SpanStart, model, cancellationToken)
            ? (statement!, expiry.Expression)
            : null;
    }

    private static InvocationExpressionSyntax? With(InvocationExpressionSyntax set, ExpressionSyntax expiry)
    {
        if (set.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "StringSet" or "StringSetAsync" })
        {
            return null;
        }

        var arguments = set.ArgumentList.Arguments;
        expiry = expiry.WithoutTrivia();
        for (var i = 0; i < arguments.Count; i++)
        {
            // A null in the place of the expiry.
            if (arguments[i].Expression.IsKind(SyntaxKind.NullLiteralExpression)
                && (arguments[i].NameColon is null ? i == 2 : arguments[i].NameColon!.Name.Identifier.ValueText == "expiry"))
            {
                return set.WithArgumentList(set.ArgumentList.WithArguments(arguments.Replace(arguments[i],
                    arguments[i].WithExpression(expiry))));
            }
        }

        // The others are named.
        return arguments.Count > 2 && arguments.Skip(2).All(static argument => argument.NameColon is not null)
            ? set.WithArgumentList(set.ArgumentList.WithArguments(arguments.Insert(2,
            SyntaxFactory.Argument(expiry).WithLeadingTrivia(SyntaxFactory.Space))))
            : null;
    }
}
