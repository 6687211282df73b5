using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers;
using RedisSafety.Analyzers.Retry;

namespace RedisSafety.CodeFixes;

/// <summary>RSF1002: sends the asynchronous calls of the report, in its document, through <c>WithRetry()</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WithRetryCodeFix : SemanticCodeFix
{
    private const string Namespace = "StackExchange.Redis.Availability";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF1002");

    /// <inheritdoc/>
    protected override string Title => "Send it through WithRetry()";

    /// <inheritdoc/>
    protected override Task<Document?> FixAsync(
        Document document, SyntaxNode root, SemanticModel model, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        if (root is not CompilationUnitSyntax unit || model.Compilation.GetTypesByMetadataName(Namespace + ".DatabaseExtensions").IsEmpty)
        {
            return Task.FromResult<Document?>(null);
        }

        var receivers = diagnostics
            .SelectMany(static diagnostic => diagnostic.AdditionalLocations.Prepend(diagnostic.Location))
            .Where(place => place.SourceTree == root.SyntaxTree)
            .Select(place => Receiver(root.FindNode(place.SourceSpan, getInnermostNodeForTie: true)))
            .OfType<ExpressionSyntax>()
            .Where(receiver => CanRetry(model, receiver, cancellationToken) && MayRetry(model, receiver, cancellationToken))
            .Distinct()
            .ToArray();
        if (receivers.Length == 0)
        {
            return Task.FromResult<Document?>(null);
        }

        unit = unit.ReplaceNodes(receivers, static (_, receiver) => Retrying(receiver));
        return Task.FromResult<Document?>(document.WithSyntaxRoot(unit.Usings.Any(static one => one.Name?.ToString() == Namespace) ? unit : WithUsing(unit)));
    }

    // WithRetry has asynchronous calls alone, and refuses what is queued.
    private static ExpressionSyntax? Receiver(SyntaxNode name) =>
        name is SimpleNameSyntax { Identifier.ValueText: var method, Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access } && access.Name == name && method.EndsWith("Async", StringComparison.Ordinal)
            ? access.Expression
            : null;

    private static bool CanRetry(SemanticModel model, ExpressionSyntax receiver, CancellationToken cancellationToken) =>
        model.GetTypeInfo(receiver, cancellationToken).Type is { Name: "IDatabase" or "IDatabaseAsync", ContainingNamespace: { Name: "Redis", ContainingNamespace.Name: "StackExchange" } };

    // A retry that cannot see the failure (RSF3002), or whose second reply misleads (RSF3005), would be another fault.
    private static bool MayRetry(SemanticModel model, ExpressionSyntax receiver, CancellationToken cancellationToken) =>
        receiver.Parent?.Parent is not { } call || model.GetOperation(call, cancellationToken) is not IInvocationOperation operation
        || KnownSymbols.Create(model.Compilation) is not { } symbols
        || !(UnobservedCalls.IsLeft(operation) || UnobservedCalls.IsFireAndForget(operation, symbols) || ConditionalResultAnalyzer.WouldMislead(operation, symbols));

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
