using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>RSF3005 at a template: names the parameter that tells one call from its repetition, where one is likely.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class OncePerCodeFix : DocumentCodeFix
{
    private const string Token = nameof(Token);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF3005");

    /// <inheritdoc/>
    protected override string Title => "Apply once per call, with OncePer";

    /// <inheritdoc/>
    protected override async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
        {
            return null;
        }

        var tokens = new Dictionary<AttributeSyntax, string>();
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(Token, out var token) && token is not null
                && root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>() is { ArgumentList: not null } attribute)
            {
                tokens[attribute] = token;
            }
        }

        return tokens.Count == 0
            ? null
            : document.WithSyntaxRoot(root.ReplaceNodes(tokens.Keys, (original, _) => original.AddArgumentListArguments(Argument(tokens[original]))));
    }

    private static AttributeArgumentSyntax Argument(string token)
    {
        var name = SyntaxFacts.GetKeywordKind(token) == SyntaxKind.None ? token : "@" + token;
        return SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression($"nameof({name})"))
            .WithNameEquals(SyntaxFactory.NameEquals("OncePer").NormalizeWhitespace().WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(SyntaxFactory.Space);
    }
}
