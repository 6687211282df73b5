using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace RedisSafety.CodeFixes;

/// <summary>
/// RSF2005: makes a transaction conditional on the value that was read, so that the server refuses it when another caller was faster.
/// Offered where the read is held in a local, and the write is queued on a transaction.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class QueueConditionCodeFix : SemanticCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF2005");

    /// <inheritdoc/>
    protected override string Title => "Add a condition on the key to the transaction";

    /// <inheritdoc/>
    protected override async Task<Document?> FixAsync(
        Document document, SyntaxNode root, SemanticModel model, ImmutableArray<Diagnostic> diagnostics,
            CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        var isChanged = false;
        foreach (var diagnostic in diagnostics)
        {
            if (Condition(root, model, diagnostic, cancellationToken) is var (statement, condition))
            {
                editor.InsertBefore(statement, condition.WithAdditionalAnnotations(Formatter.Annotation));
                isChanged = true;
            }
        }

        return isChanged ? editor.GetChangedDocument() : null;
    }

    private static (StatementSyntax Statement, StatementSyntax Condition)? Condition(
        SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax queue },
                ArgumentList.Arguments: [var key, ..],
            } write
            || model.GetTypeInfo(queue, cancellationToken).Type is not { Name: "ITransaction" }
            || write.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax or SwitchSectionSyntax } statement
            || ReadLocation.Find(root, diagnostic) is not
            {
                ArgumentList.Arguments: var asked,
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var method }
            } read
            || Local(read, model, cancellationToken) is not { } local
            || !model.LookupSymbols(statement.SpanStart, name: local.Name).Contains(local, SymbolEqualityComparer.Default))
        {
            return null;
        }

        var name = SyntaxFactory.IdentifierName(local.Name);
        var condition = (method, asked.Count) switch
        {
            ("StringGet" or "StringGetAsync", _) => $"{queue}.AddCondition(Condition.StringEqual({key}, {name}));",
            ("HashGet" or "HashGetAsync", > 1) when model.GetTypeInfo(asked[1].Expression,
                cancellationToken).ConvertedType is { Name: "RedisValue" } =>
                $"{queue}.AddCondition(Condition.HashEqual({key}, {asked[1]}, {name}));",
            _ => null,
        };
        return condition is null ? null
            : (statement, SyntaxFactory.ParseStatement(condition).WithTrailingTrivia(SyntaxFactory.ElasticMarker));
    }

    // The local that holds the value as it was read.
    private static ILocalSymbol? Local(InvocationExpressionSyntax read, SemanticModel model, CancellationToken cancellationToken)
    {
        SyntaxNode value = read;
        while (value.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax
            || (value.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
            && value.Parent.Parent is InvocationExpressionSyntax))
        {
            value = value.Parent is MemberAccessExpressionSyntax ? value.Parent.Parent! : value.Parent;
        }

        return value.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator }
            && model.GetDeclaredSymbol(declarator, cancellationToken) is ILocalSymbol { Type.Name: "RedisValue" } local ? local : null;
    }
}
