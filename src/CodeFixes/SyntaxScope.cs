using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.CodeFixes;

/// <summary>Answers which names can be used at a place.</summary>
internal static class SyntaxScope
{
    /// <summary>Whether an expression means the same at an earlier place: no local in it is declared later or hidden there.</summary>
    public static bool IsKnownAt(
        ExpressionSyntax expression, int position, SemanticModel model, CancellationToken cancellationToken) =>
        expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().All(name =>
            model.GetSymbolInfo(name, cancellationToken).Symbol is var symbol and not null
            && (symbol is not ILocalSymbol
                || (symbol.DeclaringSyntaxReferences.All(declaration => End(declaration, cancellationToken) < position)
                && model.LookupSymbols(position, name: symbol.Name).Contains(symbol, SymbolEqualityComparer.Default))));

    // The variable of a loop is declared by the loop as a whole.
    private static int End(SyntaxReference declaration, CancellationToken cancellationToken) =>
        declaration.GetSyntax(cancellationToken) is ForEachStatementSyntax loop ? loop.Identifier.Span.End : declaration.Span.End;
}
