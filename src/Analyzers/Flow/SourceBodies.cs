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
    public static bool HasBody(IMethodSymbol method)
    {
        foreach (var reference in References(method))
        {
            if (IsBody(reference.GetSyntax()))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The operations of a method's body.</summary>
    public static ImmutableArray<IOperation> Of(Compilation compilation, IMethodSymbol method)
    {
        var bodies = ImmutableArray<IOperation>.Empty;
        foreach (var reference in References(method))
        {
            if (reference.GetSyntax() is var node && IsBody(node) && Operation(compilation, node) is { } body)
            {
                bodies = bodies.Add(body);
            }
        }

        return bodies;
    }

    private static ImmutableArray<SyntaxReference> References(IMethodSymbol method) => (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences;

    private static bool IsBody(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax { Body: null, ExpressionBody: null } => false,
        AccessorDeclarationSyntax { Body: null, ExpressionBody: null } => false,
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax => true,
        _ => false,
    };
}
