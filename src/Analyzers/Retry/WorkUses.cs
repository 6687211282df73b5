using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Looks at syntax alone, before anything is bound: most methods that take a delegate run it once, and most catches end the matter.</summary>
internal static class WorkUses
{
    /// <summary>A method may repeat the delegate in a parameter: it runs it in a <c>try</c> or a function of its own, or hands it on.</summary>
    public static bool MayRepeat(IParameterSymbol parameter)
    {
        foreach (var declaration in parameter.ContainingSymbol.DeclaringSyntaxReferences)
        {
            var method = declaration.GetSyntax();
            if (method is TypeDeclarationSyntax
                || method.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter.Name && (!IsCalled(name) || IsInside(name, method))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A <c>try</c> may lead to another attempt: it is in a loop, or its handlers jump, or use a name of its body or of the method around it.</summary>
    public static bool MayRepeat(ITryOperation attempt)
    {
        if (attempt.Catches.IsEmpty || attempt.Syntax is not TryStatementSyntax statement)
        {
            return false;
        }

        var names = new HashSet<string>(Called(statement.Block), StringComparer.Ordinal);
        foreach (var around in statement.Ancestors())
        {
            switch (around)
            {
                case WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax or ForStatementSyntax:
                    return names.Count > 0;
                case LocalFunctionStatementSyntax function:
                    names.Add(function.Identifier.ValueText);
                    return Continues(statement, names);
                case MethodDeclarationSyntax method:
                    names.Add(method.Identifier.ValueText);
                    return Continues(statement, names);
                case AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax:
                    return Continues(statement, names);
            }
        }

        return false;
    }

    private static bool Continues(TryStatementSyntax statement, HashSet<string> names) =>
        statement.Catches.Any(handler => handler.DescendantNodes().Any(static node => node is GotoStatementSyntax) || Called(handler).Any(names.Contains))
        || (statement.Parent is BlockSyntax block && block.Statements.SkipWhile(one => one != statement).Skip(1).Any(after => Called(after).Any(names.Contains)));

    private static IEnumerable<string> Called(SyntaxNode code) => code.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(static call => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    });

    // work(), work.Invoke(), work?.Invoke()
    private static bool IsCalled(IdentifierNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax call => call.Expression == name,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Parent: InvocationExpressionSyntax } access => access.Expression == name,
        ConditionalAccessExpressionSyntax access => access.Expression == name,
        _ => false,
    };

    private static bool IsInside(SyntaxNode name, SyntaxNode method) => name.Ancestors().TakeWhile(node => node != method)
        .Any(static node => node is TryStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax);
}
