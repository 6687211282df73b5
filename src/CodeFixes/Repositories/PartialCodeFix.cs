using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>
/// RSF0001: makes a method with a command template and all types around it partial. A body goes where it is nothing but a placeholder;
/// one that does something is its author's to remove.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PartialCodeFix : DocumentCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF0001");

    /// <inheritdoc/>
    protected override string Title => "Make it partial, and the types around it";

    /// <inheritdoc/>
    protected override async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var changed = new HashSet<SyntaxNode>();
        foreach (var diagnostic in diagnostics)
        {
            var node = root?.FindNode(diagnostic.Location.SourceSpan);
            if (node is not (MethodDeclarationSyntax or TypeDeclarationSyntax) || (node is MethodDeclarationSyntax method && !CanBePartial(method)))
            {
                continue;
            }

            var types = node.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().ToArray();
            if (Array.TrueForAll(types, static type => !type.Modifiers.Any(SyntaxKind.FileKeyword)))
            {
                changed.UnionWith(types.Where(static type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)));
                if (node is MethodDeclarationSyntax)
                {
                    changed.Add(node);
                }
            }
        }

        return changed.Count == 0
            ? null
            : document.WithSyntaxRoot(root!.ReplaceNodes(changed, static (_, current) => current is MethodDeclarationSyntax method
                ? MakePartial(method)
                : RouterAccess.MakePartial((TypeDeclarationSyntax)current)));
    }

    private static bool CanBePartial(MethodDeclarationSyntax method) =>
        method is { Parent: not InterfaceDeclarationSyntax, ExplicitInterfaceSpecifier: null }
        && !method.Modifiers.Any(static modifier => modifier.Kind() is SyntaxKind.AbstractKeyword or SyntaxKind.ExternKeyword or SyntaxKind.PartialKeyword)
        && (method.ExpressionBody is { Expression: var value } ? IsPlaceholder(value) : method.Body?.Statements switch
        {
            null or [] or [ThrowStatementSyntax] => true,
            [ReturnStatementSyntax { Expression: { } returned }] => IsPlaceholder(returned),
            _ => false,
        });

    private static bool IsPlaceholder(ExpressionSyntax body) => body switch
    {
        ThrowExpressionSyntax or DefaultExpressionSyntax => true,
        LiteralExpressionSyntax literal => literal.Kind() is SyntaxKind.NullLiteralExpression or SyntaxKind.DefaultLiteralExpression,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => IsPlaceholder(suppressed.Operand),
        _ => false,
    };

    // What the declaring half cannot say goes, and what it must is added.
    private static MethodDeclarationSyntax MakePartial(MethodDeclarationSyntax method)
    {
        var bare = method.WithLeadingTrivia();
        var trailing = method.GetTrailingTrivia();
        var modifiers = bare.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)).ToList();
        if (!modifiers.Exists(static modifier => modifier.Kind() is
            SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword))
        {
            modifiers.Insert(0, Keyword(SyntaxKind.PrivateKeyword));
        }

        modifiers.Add(Keyword(SyntaxKind.PartialKeyword));
        var leadingOfType = bare.AttributeLists.Count > 0 && bare.Modifiers.Count == 0 ? bare.ReturnType.GetLeadingTrivia() : default;
        modifiers[0] = modifiers[0].WithLeadingTrivia(bare.Modifiers.Count > 0 ? bare.Modifiers[0].LeadingTrivia : leadingOfType);
        return bare
            .WithBody(null)
            .WithExpressionBody(null)
            .WithReturnType(bare.ReturnType.WithoutLeadingTrivia())
            .WithModifiers(SyntaxFactory.TokenList(modifiers))
            .WithParameterList(bare.ParameterList.WithoutTrailingTrivia())
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithLeadingTrivia(method.GetLeadingTrivia())
            .WithTrailingTrivia(trailing);
    }

    private static SyntaxToken Keyword(SyntaxKind kind) => SyntaxFactory.Token(kind).WithTrailingTrivia(SyntaxFactory.Space);
}
