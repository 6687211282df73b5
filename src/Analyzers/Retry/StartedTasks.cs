using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Finds the calls that started the tasks that an expression waits for.</summary>
internal sealed class StartedTasks(KnownSymbols symbols)
{
    private const int CollectionExpression = 0x7f;

    /// <summary>The locals and parameters that hold the tasks of an awaited expression: one, those of <c>Task.WhenAll</c>, or an array of them.</summary>
    public static IEnumerable<IOperation> Of(IOperation awaited)
    {
        var value = CodeSearch.Unwrap(awaited);
        while (value is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync" or "AsTask", Instance: { } inner })
        {
            value = CodeSearch.Unwrap(inner);
        }

        return value switch
        {
            ILocalReferenceOperation or IParameterReferenceOperation => [value],
            IInvocationOperation { TargetMethod: { Name: "WhenAll" or "WhenAny", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } } all =>
                all.Arguments.SelectMany(static argument => Elements(argument.Value)),
            _ => [],
        };
    }

    /// <summary>The call of StackExchange.Redis that started a task which a local or a parameter holds; null where there is none.</summary>
    public IInvocationOperation? Start(IOperation named) => named switch
    {
        ILocalReferenceOperation { Local: var local } => symbols.Code.Assigned(local, named).Concat(AddedTo(local, CodeSearch.Root(named))).Select(Started).FirstOrDefault(static call => call is not null),

        // A helper that takes a task takes one that runs already.
        IParameterReferenceOperation { Parameter: { Type.Name: "Task" or "ValueTask" } parameter } =>
            symbols.Code.Arguments(parameter.OriginalDefinition).Select(Started).FirstOrDefault(static call => call is not null),
        _ => null,
    };

    /// <summary>Nothing in the repeated code starts it again.</summary>
    public static bool IsOutside(IOperation named, IOperation body)
    {
        var symbol = CodeSearch.Named(named)!;
        return !symbol.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(declaration.Span))
            && !body.Descendants().OfType<IAssignmentOperation>().Any(assignment => SymbolEqualityComparer.Default.Equals(CodeSearch.Named(assignment.Target), symbol))
            && !AddedTo(symbol, body).Any();
    }

    private static IEnumerable<IOperation> Elements(IOperation value)
    {
        value = CodeSearch.Unwrap(value);
        return value switch
        {
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.Select(CodeSearch.Unwrap).Where(static element => element is ILocalReferenceOperation or IParameterReferenceOperation),
            ILocalReferenceOperation => [value],
            _ when IsCollection(value) => value.ChildOperations.Select(CodeSearch.Unwrap).Where(static element => element is ILocalReferenceOperation or IParameterReferenceOperation),
            _ => [],
        };
    }

    // [first, second], or the arguments of a params span, which newer compilers have a kind for.
    private static bool IsCollection(IOperation value) => (int)value.Kind == CollectionExpression || value.Syntax is CollectionExpressionSyntax;

    // tasks.Add(db.StringSetAsync(…))
    private static IEnumerable<IOperation> AddedTo(ISymbol list, IOperation place) => place.Descendants().OfType<IInvocationOperation>()
        .Where(call => call is { TargetMethod.Name: "Add", Arguments: [_] } && SymbolEqualityComparer.Default.Equals(CodeSearch.Named(call.Instance), list))
        .Select(static call => call.Arguments[0].Value);

    // The call itself, one element of an array of tasks, or the calls that Select(…).ToArray() has made: without ToArray each attempt makes them.
    private IInvocationOperation? Started(IOperation value)
    {
        value = CodeSearch.Unwrap(value);
        switch (value)
        {
            case IInvocationOperation { TargetMethod.Name: "AsTask", Instance: { } inner }:
                return Started(inner);
            case IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList", ContainingNamespace.Name: "Linq" }, Arguments: [{ Value: var sequence }] }:
                return CodeSearch.Unwrap(sequence) is IInvocationOperation { TargetMethod.Name: "Select", Arguments: [_, { Value: var selector }] } && CodeSearch.Unwrap(selector) is IAnonymousFunctionOperation lambda
                    ? CodeSearch.Returns(lambda.Body).Select(Started).FirstOrDefault(static call => call is not null)
                    : null;
            case IArrayCreationOperation { Initializer: { } elements }:
                return elements.ElementValues.Select(Started).FirstOrDefault(static call => call is not null);
            case not null when IsCollection(value):
                return value.ChildOperations.Select(Started).FirstOrDefault(static call => call is not null);
            case IObjectCreationOperation { Initializer: { } added }:
                return added.Initializers.OfType<IInvocationOperation>().SelectMany(static add => add.Arguments).Select(argument => Started(argument.Value)).FirstOrDefault(static call => call is not null);
            default:
                return value is IInvocationOperation call && RedisCall.Of(call, symbols) is { } sent && (sent.Sends || sent.IsQueued) ? call : null;
        }
    }
}
