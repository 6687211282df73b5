using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Follows the result of a retried call to the first place that uses it.</summary>
internal static class ResultUse
{
    /// <summary>The use; null where the result is thrown away.</summary>
    public static IOperation? Of(IOperation call, RetryScope scope) => Of(call, scope, 0);

    /// <summary>The use is, or is part of, what a branch asks.</summary>
    public static bool Decides(IOperation use)
    {
        for (IOperation? operation = use; operation?.Parent is { } parent; operation = parent)
        {
            switch (parent)
            {
                case IConditionalOperation branch:
                    return branch.Condition == operation;
                case IWhileLoopOperation loop:
                    return loop.Condition == operation;
                case IBinaryOperation or IUnaryOperation or IConversionOperation or IParenthesizedOperation or IAwaitOperation or IIsPatternOperation:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    private static IOperation? Of(IOperation value, RetryScope scope, int depth)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case null or IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return null;

                case IAwaitOperation or IConversionOperation or IParenthesizedOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync" or "GetAwaiter" or "GetResult" } or IPropertyReferenceOperation { Property.Name: "Result" }:
                    value = value.Parent;
                    break;

                // What the delegate returns is the result of the call that runs it.
                case IReturnOperation result when Function(result) is IAnonymousFunctionOperation lambda:
                    if (scope.Body != lambda || depth > 0)
                    {
                        return null;
                    }

                    return scope.Execution is IInvocationOperation ? Of(scope.Execution, scope, depth + 1) : null;

                case IReturnOperation result:
                    return result.ReturnedValue;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }:
                    return UseOf(local, value);

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                    return UseOf(target.Local, value);

                default:
                    return value;
            }
        }
    }

    private static IOperation? UseOf(ILocalSymbol local, IOperation value)
    {
        var uses = CodeSearch.Root(value).Descendants().OfType<ILocalReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local) && !(use.Parent is IAssignmentOperation assignment && assignment.Target == use))
            .ToArray();
        return uses.FirstOrDefault(Decides) ?? uses.FirstOrDefault();
    }

    private static IOperation? Function(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return around;
            }
        }

        return null;
    }
}
