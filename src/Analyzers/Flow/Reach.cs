using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What decides, by its value, whether a call is reached.</summary>
internal static class Reach
{
    /// <summary>The conditions around a call, and those before it that leave when they hold.</summary>
    public static IEnumerable<IOperation> Conditions(IOperation call)
    {
        var inner = call;
        for (var outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IConditionalOperation conditional when inner != conditional.Condition:
                    yield return conditional.Condition;
                    break;
                case IWhileLoopOperation { Condition: { } condition } when inner != condition:
                    yield return condition;
                    break;
                case IForLoopOperation { Condition: { } condition } when inner != condition:
                    yield return condition;
                    break;
                case ISwitchOperation cases when inner != cases.Value:
                    yield return cases.Value;
                    break;
                case ISwitchExpressionOperation cases when inner != cases.Value:
                    yield return cases.Value;
                    break;
                case ICoalesceOperation coalesce when inner != coalesce.Value:
                    yield return coalesce.Value;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary when inner != binary.LeftOperand:
                    yield return binary.LeftOperand;
                    break;
                case IBlockOperation block:
                    foreach (var statement in block.Operations.TakeWhile(statement => statement != inner))
                    {
                        if (statement is IConditionalOperation guard && (Leaves(guard.WhenTrue) || Leaves(guard.WhenFalse)))
                        {
                            yield return guard.Condition;
                        }
                    }

                    break;
            }
        }
    }

    private static bool Leaves(IOperation? branch) => branch switch
    {
        IReturnOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        IBlockOperation { Operations: { IsEmpty: false } operations } => Leaves(operations[operations.Length - 1]),
        _ => false,
    };
}
