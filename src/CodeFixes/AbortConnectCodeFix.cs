using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace RedisSafety.CodeFixes;

/// <summary>RSF1001, RSF1004: says <c>abortConnect=false</c> in the configuration: a text, an interpolation, or a new <c>ConfigurationOptions</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AbortConnectCodeFix : SemanticCodeFix
{
    private const string Setting = "abortConnect=false";
    private const string Property = "AbortOnConnectFail";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF1001", "RSF1004");

    /// <inheritdoc/>
    protected override string Title => "Add abortConnect=false";

    /// <inheritdoc/>
    protected override Task<Document?> FixAsync(
        Document document, SyntaxNode root, SemanticModel model, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        // Two connections may share a configuration: it is changed once.
        var changes = new Dictionary<SyntaxNode, SyntaxNode>();
        foreach (var diagnostic in diagnostics)
        {
            if (Configuration(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)) is { } configuration
                && Source(configuration, model, cancellationToken) is { } source && source.SyntaxTree == root.SyntaxTree && Changed(source) is { } changed)
            {
                changes[source] = changed;
            }
        }

        return Task.FromResult(changes.Count == 0 ? null : document.WithSyntaxRoot(root.ReplaceNodes(changes.Keys, (original, _) => changes[original])));
    }

    private static ExpressionSyntax? Configuration(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: not "Parse" }, ArgumentList.Arguments: [{ Expression: var first }, ..] } => first,
        ArgumentSyntax argument => argument.Expression,
        ExpressionSyntax expression => expression,
        _ => null,
    };

    // The text or the object itself, through a local, a constant, and Parse.
    private static ExpressionSyntax? Source(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken)
    {
        for (var steps = 0; steps < 4; steps++)
        {
            switch (expression)
            {
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Parse" }, ArgumentList.Arguments: [{ Expression: var parsed }, ..] }:
                    expression = parsed;
                    continue;
                case IdentifierNameSyntax name when model.GetSymbolInfo(name, cancellationToken).Symbol is ILocalSymbol or IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true }:
                    var declaration = model.GetSymbolInfo(name, cancellationToken).Symbol!.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
                    if (declaration is not VariableDeclaratorSyntax { Initializer.Value: { } value } || declaration.SyntaxTree != name.SyntaxTree)
                    {
                        return null;
                    }

                    expression = value;
                    continue;
                default:
                    return expression;
            }
        }

        return null;
    }

    private static ExpressionSyntax? Changed(ExpressionSyntax source) => source switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => WithSetting(literal, literal.Token.ValueText),
        InterpolatedStringExpressionSyntax interpolated => WithSetting(interpolated, string.Concat(interpolated.Contents)),
        ObjectCreationExpressionSyntax creation when !Sets(creation.Initializer) => creation.ArgumentList is null or { Arguments.Count: 0 }
            ? creation.WithInitializer(WithSetting(creation.Initializer)).WithArgumentList(creation.Initializer is null ? null : creation.ArgumentList)
                .WithType(creation.Type.WithTrailingTrivia(SyntaxFactory.Space)).WithAdditionalAnnotations(Formatter.Annotation)
            : null,
        ImplicitObjectCreationExpressionSyntax creation when !Sets(creation.Initializer) => creation.WithInitializer(WithSetting(creation.Initializer)).WithAdditionalAnnotations(Formatter.Annotation),
        _ => null,
    };

    // Before the closing quotes, however many the literal has.
    private static ExpressionSyntax? WithSetting(ExpressionSyntax text, string content)
    {
        if (content.Length == 0 || content.IndexOf("abortConnect", StringComparison.OrdinalIgnoreCase) >= 0 || content.Contains('\n'))
        {
            return null;
        }

        var written = text.ToString();
        var end = written.Length - 1;
        while (end > 0 && written[end - 1] == '"')
        {
            end--;
        }

        var setting = content.TrimEnd().EndsWith(",", StringComparison.Ordinal) ? Setting : "," + Setting;
        return SyntaxFactory.ParseExpression(written.Insert(end, setting)).WithTriviaFrom(text);
    }

    private static bool Sets(InitializerExpressionSyntax? initializer) => initializer is not null
        && initializer.Expressions.Any(static expression => expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: Property } });

    private static InitializerExpressionSyntax WithSetting(InitializerExpressionSyntax? initializer)
    {
        var assignment = SyntaxFactory.ParseExpression($"{Property} = false");
        return initializer is null
            ? SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression, SyntaxFactory.SingletonSeparatedList(assignment))
                .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(SyntaxFactory.Space))
                .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithLeadingTrivia(SyntaxFactory.Space))
            : initializer.WithExpressions(Appended(initializer.Expressions, assignment));
    }

    // After the last setting, on a line of its own where the others have one.
    private static SeparatedSyntaxList<ExpressionSyntax> Appended(SeparatedSyntaxList<ExpressionSyntax> expressions, ExpressionSyntax added)
    {
        if (expressions.Count == 0)
        {
            return expressions.Add(added.WithTrailingTrivia(SyntaxFactory.Space));
        }

        var last = expressions[expressions.Count - 1];
        var endsWithComma = expressions.SeparatorCount == expressions.Count;
        var separator = endsWithComma ? expressions.GetSeparator(expressions.Count - 1) : SyntaxFactory.Token(SyntaxKind.CommaToken);
        var isOneLine = !last.GetLeadingTrivia().Concat(last.GetFirstToken().GetPreviousToken().TrailingTrivia).Any(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var nodes = new List<SyntaxNodeOrToken>();
        foreach (var node in expressions.GetWithSeparators())
        {
            nodes.Add(node);
        }

        if (endsWithComma)
        {
            nodes.Add(added.WithLeadingTrivia(last.GetLeadingTrivia()));
            nodes.Add(separator);
        }
        else
        {
            nodes[nodes.Count - 1] = last.WithoutTrailingTrivia();
            nodes.Add(separator.WithTrailingTrivia(isOneLine ? SyntaxFactory.TriviaList(SyntaxFactory.Space) : SyntaxFactory.TriviaList(SyntaxFactory.ElasticCarriageReturnLineFeed)));
            nodes.Add(added.WithLeadingTrivia(isOneLine ? default : last.GetLeadingTrivia()).WithTrailingTrivia(last.GetTrailingTrivia()));
        }

        return SyntaxFactory.SeparatedList<ExpressionSyntax>(nodes);
    }
}
