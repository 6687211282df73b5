using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The conditions that decide, by their value, if a call is reached.</summary>
internal static class Reach
{
    /// <summary>The conditions around a call, and those before it that leave when they hold.</summary>
    public static IReadOnlyList<Decision> Conditions(IOperation call)
    {
        List<Decision>? conditions = null;
        var inner = call;
        for (var outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IConditionalOperation conditional when inner != conditional.Condition:
                    (conditions ??= []).Add(new(conditional.Condition, inner == conditional.WhenTrue));
                    break;
                case IWhileLoopOperation { Condition: { } condition } loop when inner != condition:
                    (conditions ??= []).Add(new(condition, !loop.ConditionIsUntil));
                    break;
                case IForLoopOperation { Condition: { } condition } when inner != condition:
                    (conditions ??= []).Add(new(condition, Holds: true));
                    break;
                case ISwitchOperation cases when inner != cases.Value:
                    (conditions ??= []).Add(new(cases.Value, Holds: null));
                    break;
                case ISwitchExpressionOperation cases when inner != cases.Value:
                    (conditions ??= []).Add(new(cases.Value, Holds: null));
                    break;
                case ICoalesceOperation coalesce when inner != coalesce.Value:
                    (conditions ??= []).Add(new(coalesce.Value, Holds: null));
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } binary when inner != binary.LeftOperand:
                    (conditions ??= []).Add(new(binary.LeftOperand, Holds: true));
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } binary when inner != binary.LeftOperand:
                    (conditions ??= []).Add(new(binary.LeftOperand, Holds: false));
                    break;
                case IBlockOperation block:
                    AddGuards(block, inner, ref conditions);
                    break;
            }
        }

        return conditions ?? (IReadOnlyList<Decision>)[];
    }

    /// <summary>A statement that ends its block: nothing after it runs.</summary>
    public static bool Leaves(IOperation? branch) => branch switch
    {
        IReturnOperation { Kind: not OperationKind.YieldReturn } or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        IBlockOperation { Operations: { IsEmpty: false } operations } => Leaves(operations[operations.Length - 1]),
        IConditionalOperation { WhenTrue: { } yes, WhenFalse: { } no } => Leaves(yes) && Leaves(no),
        _ => false,
    };

    /// <summary>The second operation may run after the first, judged by the branches around them.</summary>
    public static bool MayFollow(IOperation first, IOperation second)
    {
        // Up from the first one, to the operation around both.
        var inner = first;
        for (var outer = first.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            if (outer.Syntax.Span.Contains(second.Syntax.Span) && BranchOf(outer, second) is { } other)
            {
                return outer switch
                {
                    IConditionalOperation conditional => inner == conditional.Condition || other == conditional.Condition || inner == other,
                    ISwitchOperation cases => inner == cases.Value || inner == other,
                    ISwitchExpressionOperation cases => inner == cases.Value || inner == other,
                    ICoalesceOperation => true,
                    ITryOperation attempt => other is not ICatchClauseOperation && (other != attempt.Body || inner == other),
                    _ => true,
                };
            }

            if (outer is IBlockOperation block)
            {
                for (var i = block.Operations.IndexOf(inner); i >= 0 && i < block.Operations.Length; i++)
                {
                    if (Leaves(block.Operations[i]))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    // The child of an operation that contains another one.
    private static IOperation? BranchOf(IOperation outer, IOperation operation)
    {
        var inner = operation;
        while (inner.Parent is { } parent && parent != outer)
        {
            inner = parent;
        }

        return inner.Parent == outer ? inner : null;
    }

    private static void AddGuards(IBlockOperation block, IOperation inner, ref List<Decision>? conditions)
    {
        foreach (var statement in block.Operations)
        {
            if (statement == inner)
            {
                break;
            }

            if (statement is IConditionalOperation guard)
            {
                var (yes, no) = (Leaves(guard.WhenTrue), Leaves(guard.WhenFalse));
                if (yes || no)
                {
                    (conditions ??= []).Add(new(guard.Condition, yes && no ? null : no));
                }
            }
        }
    }
}
