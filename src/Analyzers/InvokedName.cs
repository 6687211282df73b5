using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Analyzers;

/// <summary>The place of the name in a call: what a reader looks for, however long the chain before it.</summary>
internal static class InvokedName
{
    public static Location Of(IOperation call) => (call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name,
        BaseObjectCreationExpressionSyntax creation => creation is ObjectCreationExpressionSyntax { Type: { } type } ? type : creation,
        WhileStatementSyntax loop => loop.WhileKeyword.Parent!,
        var syntax => syntax,
    }).GetLocation();
}
