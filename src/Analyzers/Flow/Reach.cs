using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What decides, by its value, whether a call is reached.</summary>
internal static class Reach
{
    /// <summary>The conditions around a call, and those before it that leave when they hold.</summary>
    public static IReadOnlyList<IOperation> Conditions(IOperation call)
    {
        List<IOperation>? conditions = null;
        var inner = call;
        for (var outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IConditionalOperation conditional when inner != conditional.Condition:
                    (conditions ??= []).Add(conditional.Condition);
                    break;
                case IWhileLoopOperation { Condition: { } condition } when inner != condition:
                    (conditions ??= []).Add(condition);
                    break;
                case IForLoopOperation { Condition: { } condition } when inner != condition:
                    (conditions ??= []).Add(condition);
                    break;
                case ISwitchOperation cases when inner != cases.Value:
                    (conditions ??= []).Add(cases.Value);
                    break;
                case ISwitchExpressionOperation cases when inner != cases.Value:
                    (conditions ??= []).Add(cases.Value);
                    break;
                case ICoalesceOperation coalesce when inner != coalesce.Value:
                    (conditions ??= []).Add(coalesce.Value);
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary when inner != binary.LeftOperand:
                    (conditions ??= []).Add(binary.LeftOperand);
                    break;
                case IBlockOperation block:
                    foreach (var statement in block.Operations)
                    {
                        if (statement == inner)
                        {
                            break;
                        }

                        if (statement is IConditionalOperation guard && (Leaves(guard.WhenTrue) || Leaves(guard.WhenFalse)))
                        {
                            (conditions ??= []).Add(guard.Condition);
                        }
                    }

                    break;
            }
        }

        return conditions ?? (IReadOnlyList<IOperation>)[];
    }

    private static bool Leaves(IOperation? branch) => branch switch
    {
        IReturnOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        IBlockOperation { Operations: { IsEmpty: false } operations } => Leaves(operations[operations.Length - 1]),
        _ => false,
    };
}
