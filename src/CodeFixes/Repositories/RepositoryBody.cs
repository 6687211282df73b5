using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>A method's body that works on a database of its type, and on nothing else that would not be routed.</summary>
internal sealed class RepositoryBody
{
    /// <summary>The type of the database that a body is given.</summary>
    public const string Database = "IDatabaseAsync";

    private readonly IReadOnlyList<ExpressionSyntax> _receivers;

    private RepositoryBody(IReadOnlyList<ExpressionSyntax> receivers, string name, IInvocationOperation? onlyCall)
    {
        _receivers = receivers;
        Name = name;
        OnlyCall = onlyCall;
    }

    /// <summary>A name for the database that nothing in the method has.</summary>
    public string Name { get; }

    /// <summary>The call that the body consists of; null where there is more to it.</summary>
    public IInvocationOperation? OnlyCall { get; }

    /// <summary>The body; null where it uses the database for anything but asynchronous calls.</summary>
    public static RepositoryBody? Find(MethodDeclarationSyntax syntax, IMethodSymbol method, SemanticModel model, CancellationToken cancellationToken)
    {
        if ((SyntaxNode?)syntax.Body is null && syntax.ExpressionBody is null)
        {
            return null;
        }

        var receivers = new List<ExpressionSyntax>();
        var calls = new List<IInvocationOperation>();
        foreach (var expression in ((SyntaxNode?)syntax.Body ?? syntax.ExpressionBody!).DescendantNodes().OfType<ExpressionSyntax>())
        {
            if (expression.Parent is MemberAccessExpressionSyntax { Name: var name } && name == expression
                || model.GetTypeInfo(expression, cancellationToken).Type is not { } type || !IsDatabase(type))
            {
                continue;
            }

            // Anything but a call of an asynchronous method on a member of the type would go past the router.
            if (model.GetSymbolInfo(expression, cancellationToken).Symbol is not (IFieldSymbol or IPropertySymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } })
                || expression.Parent is not MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax invocation } access || access.Expression != expression
                || model.GetOperation(invocation, cancellationToken) is not IInvocationOperation { TargetMethod: { ContainingType.Name: Database } } call)
            {
                return null;
            }

            receivers.Add(expression);
            calls.Add(call);
        }

        if (receivers.Count == 0)
        {
            return null;
        }

        var database = "database";
        while (method.Parameters.Any(parameter => parameter.Name == database) || method.ContainingType.GetMembers(database).Length > 0)
        {
            database += "_";
        }

        return new RepositoryBody(receivers, database, calls.Count == 1 && IsAll(syntax, calls[0].Syntax) ? calls[0] : null);
    }

    /// <summary>The method with the database that it is given in place of its type's.</summary>
    public MethodDeclarationSyntax Rewrite(MethodDeclarationSyntax syntax) =>
        syntax.ReplaceNodes(_receivers, (receiver, _) => Microsoft.CodeAnalysis.CSharp.SyntaxFactory.IdentifierName(Name).WithTriviaFrom(receiver));

    private static bool IsDatabase(ITypeSymbol type) =>
        type is { Name: "IDatabase" or Database, ContainingNamespace: { Name: "Redis", ContainingNamespace: { Name: "StackExchange", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>The call is the whole body, awaited or not, its result given back or not.</summary>
    private static bool IsAll(MethodDeclarationSyntax syntax, SyntaxNode call)
    {
        var expression = syntax.ExpressionBody?.Expression ?? syntax.Body?.Statements switch
        {
            [ReturnStatementSyntax { Expression: { } returned }] => returned,
            [ExpressionStatementSyntax statement] => statement.Expression,
            _ => null,
        };
        if (expression is AwaitExpressionSyntax awaiting)
        {
            expression = awaiting.Expression;
        }

        if (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var configured } })
        {
            expression = configured;
        }

        return expression == call;
    }
}
