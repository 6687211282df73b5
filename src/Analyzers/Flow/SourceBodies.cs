using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The code of members other than the one that the driver shows.</summary>
internal static class SourceBodies
{
    /// <summary>The operation of a node, wherever in the compilation it stands.</summary>
    public static IOperation? Operation(Compilation compilation, SyntaxNode node)
    {
#pragma warning disable RS1030 // What a callee does cannot be read from its caller's model. The driver's provider shares the models that it has.
        return compilation.ContainsSyntaxTree(node.SyntaxTree) ? compilation.GetSemanticModel(node.SyntaxTree).GetOperation(node) : null;
#pragma warning restore RS1030
    }

    /// <summary>A method that the compilation's source gives a body to.</summary>
    public static bool HasBody(IMethodSymbol method) => Declarations(method).Any();

    /// <summary>The operations of a method's body.</summary>
    public static ImmutableArray<IOperation> Of(Compilation compilation, IMethodSymbol method) =>
        Declarations(method).Select(node => Operation(compilation, node)).OfType<IOperation>().ToImmutableArray();

    private static IEnumerable<SyntaxNode> Declarations(IMethodSymbol method)
    {
        foreach (var reference in (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences)
        {
            var node = reference.GetSyntax();
            switch (node)
            {
                case BaseMethodDeclarationSyntax { Body: null, ExpressionBody: null }:
                case AccessorDeclarationSyntax { Body: null, ExpressionBody: null }:
                    break;
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax:
                    yield return node;
                    break;
                case ArrowExpressionClauseSyntax:
                    yield return node;
                    break;
            }
        }
    }
}
