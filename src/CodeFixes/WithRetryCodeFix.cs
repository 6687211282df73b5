using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.CodeFixes;

/// <summary>RSF1002: sends the asynchronous calls of the report, in its document, through <c>WithRetry()</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WithRetryCodeFix : DocumentCodeFix
{
    private const string Namespace = "StackExchange.Redis.Availability";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF1002");

    /// <inheritdoc/>
    protected override string Title => "Send it through WithRetry()";

    /// <inheritdoc/>
    protected override async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) as CompilationUnitSyntax;
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null || model.Compilation.GetTypesByMetadataName(Namespace + ".DatabaseExtensions").IsEmpty)
        {
            return null;
        }

        var receivers = diagnostics
            .SelectMany(static diagnostic => diagnostic.AdditionalLocations.Prepend(diagnostic.Location))
            .Where(place => place.SourceTree == root.SyntaxTree)
            .Select(place => Receiver(root.FindNode(place.SourceSpan, getInnermostNodeForTie: true)))
            .OfType<ExpressionSyntax>()
            .Where(receiver => CanRetry(model, receiver, cancellationToken))
            .Distinct()
            .ToArray();
        if (receivers.Length == 0)
        {
            return null;
        }

        root = root.ReplaceNodes(receivers, static (_, receiver) => Retrying(receiver));
        return document.WithSyntaxRoot(root.Usings.Any(static one => one.Name?.ToString() == Namespace) ? root : WithUsing(root));
    }

    // WithRetry has asynchronous calls alone, and refuses what is queued.
    private static ExpressionSyntax? Receiver(SyntaxNode name) =>
        name is SimpleNameSyntax { Identifier.ValueText: var method, Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access } && access.Name == name && method.EndsWith("Async", StringComparison.Ordinal)
            ? access.Expression
            : null;

    private static bool CanRetry(SemanticModel model, ExpressionSyntax receiver, CancellationToken cancellationToken) =>
        model.GetTypeInfo(receiver, cancellationToken).Type is { Name: "IDatabase" or "IDatabaseAsync", ContainingNamespace: { Name: "Redis", ContainingNamespace.Name: "StackExchange" } };

    private static InvocationExpressionSyntax Retrying(ExpressionSyntax receiver)
    {
        var target = receiver is AwaitExpressionSyntax or CastExpressionSyntax or BinaryExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(receiver.WithoutTrivia()) : receiver.WithoutTrailingTrivia();
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, target, SyntaxFactory.IdentifierName("WithRetry"))).WithTrailingTrivia(receiver.GetTrailingTrivia());
    }

    private static CompilationUnitSyntax WithUsing(CompilationUnitSyntax root)
    {
        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(Namespace)).NormalizeWhitespace().WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
        if (root.Usings.Count > 0)
        {
            return root.AddUsings(directive);
        }

        // What stands at the head of the file stays there.
        var head = root.GetLeadingTrivia();
        return root.WithoutLeadingTrivia().AddUsings(directive.WithLeadingTrivia(head));
    }
}
