using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Whether a call is repeated after a fault: by Polly, or by a loop around a catch.</summary>
internal static class RetryScope
{
    public static bool Contains(IOperation call, KnownSymbols symbols)
    {
        for (var operation = call.Parent; operation is not null; operation = operation.Parent)
        {
            if (operation is IAnonymousFunctionOperation && Receiver(operation) is IInvocationOperation { TargetMethod: var method } && IsPollyExecution(method))
            {
                return true;
            }

            // A method of its own for the loop to call is followed by the rules on retry; a loop in another member is not seen here.
            if (operation is ITryOperation attempt && Handles(attempt, call, symbols) && IsRepeated(attempt))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The call, or the new object, that a lambda is given to.</summary>
    public static IOperation? Receiver(IOperation lambda)
    {
        var operation = lambda.Parent;
        while (operation is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            operation = operation.Parent;
        }

        return operation is IArgumentOperation argument ? argument.Parent : null;
    }

    private static bool IsPollyExecution(IMethodSymbol method) =>
        method.Name.StartsWith("Execute", StringComparison.Ordinal)
        && method.ContainingType.ContainingAssembly?.Name is { } assembly
        && (assembly == "Polly" || assembly.StartsWith("Polly.", StringComparison.Ordinal));

    private static bool Handles(ITryOperation attempt, IOperation call, KnownSymbols symbols) =>
        attempt.Body.Syntax.Span.Contains(call.Syntax.Span)
        && attempt.Catches.Any(handler => Handles(handler.ExceptionType, symbols) && !EndsTheLoop(handler));

    private static bool Handles(ITypeSymbol caught, KnownSymbols symbols) =>
        IsOrDerives(symbols.RedisException, caught) || IsOrDerives(symbols.TimeoutException, caught) || IsOrDerives(caught, symbols.RedisException);

    private static bool IsOrDerives(ITypeSymbol? type, ITypeSymbol? ancestor)
    {
        for (; type is not null && ancestor is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, ancestor))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsTheLoop(ICatchClauseOperation handler) => handler.Handler.Operations.LastOrDefault()
        is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break }
        or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };

    private static bool IsRepeated(IOperation attempt)
    {
        for (var operation = attempt.Parent; operation is not null and not IAnonymousFunctionOperation; operation = operation.Parent)
        {
            if (operation is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }
}
