using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace RedisSafety.CodeFixes.Guard;

/// <summary>The statement that installs the guard, and where it goes.</summary>
internal static class GuardStatement
{
    /// <summary>The call on a service collection.</summary>
    public const string Add = "AddRedisFailoverGuard";

    /// <summary>The call that needs no services, as short as the names in scope permit.</summary>
    public static string InstallAt(SyntaxNode place, SemanticModel model) =>
        model.LookupNamespacesAndTypes(place.SpanStart, name: "RedisFailoverGuard") is [INamedTypeSymbol { ContainingNamespace: var space }]
        && space.ToDisplayString() == "RedisSafety"
            ? "RedisFailoverGuard.Install()"
            : "global::RedisSafety.RedisFailoverGuard.Install()";

    /// <summary>Inserts a call as a statement of its own.</summary>
    public static SyntaxNode InsertBefore(SyntaxNode root, StatementSyntax place, string call)
    {
        var statement = SyntaxFactory.ExpressionStatement(SyntaxFactory.ParseExpression(call))
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        SyntaxNode node = place.Parent is GlobalStatementSyntax global ? global : place;

        // A comment at the head of the file stays there.
        if (node.GetFirstToken().GetPreviousToken().IsKind(SyntaxKind.None) && node.HasLeadingTrivia)
        {
            var marked = root.ReplaceNode(node, node.WithoutLeadingTrivia().WithAdditionalAnnotations(Place));
            return marked.InsertNodesBefore(
                marked.GetAnnotatedNodes(Place).Single(), [Like(node, statement.WithLeadingTrivia(node.GetLeadingTrivia()))]);
        }

        return root.InsertNodesBefore(node, [Like(node, statement)]);
    }

    private static SyntaxAnnotation Place { get; } = new();

    private static SyntaxNode Like(SyntaxNode node, StatementSyntax statement) =>
        node is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(statement) : statement;
}
