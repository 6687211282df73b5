using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Analyzers.Baselines;

/// <summary>
/// Names the member that holds a place by its documentation id, as <c>M:Shop.CartStore.AddAsync(System.Int64)</c>: the id stays the same
/// when the member moves to another line or file.
/// </summary>
internal static class MemberId
{
    /// <summary>The innermost declaration around a position that has an id of its own, or null in code outside of any.</summary>
    public static SyntaxNode? DeclarationAt(SyntaxNode root, int position)
    {
        if (!root.FullSpan.Contains(position))
        {
            return null;
        }

        for (var node = root.FindToken(position).Parent; node is not null; node = node.Parent)
        {
            if (IsDeclaration(node))
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>True for the nodes that <see cref="Of"/> names.</summary>
    public static bool IsDeclaration(SyntaxNode node) => node switch
    {
        CompilationUnitSyntax unit => unit.Members.Any(SyntaxKind.GlobalStatement),
        VariableDeclaratorSyntax variable => variable.Parent?.Parent is BaseFieldDeclarationSyntax,
        BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
            or EnumMemberDeclarationSyntax => true,
        _ => false,
    };

    /// <summary>The documentation id of a declaration, or an empty string if it has none.</summary>
    public static string Of(SemanticModel model, SyntaxNode? declaration, CancellationToken cancellationToken) => declaration is null
        ? ""
        : model.GetDeclaredSymbol(declaration, cancellationToken)?.GetDocumentationCommentId() ?? "";
}
