using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A condition that decides if a call is reached.</summary>
/// <param name="Condition">The condition, or the value of a switch.</param>
/// <param name="Holds">The value that the condition has when the call is reached; null if that is not known.</param>
internal readonly record struct Decision(IOperation Condition, bool? Holds)
{
    /// <summary>The parts of the condition that all have to be met.</summary>
    public IEnumerable<Decision> Parts()
    {
        var pending = new Stack<Decision>();
        pending.Push(this);
        while (pending.Count > 0)
        {
            var (condition, holds) = pending.Pop();
            switch (condition)
            {
                case IParenthesizedOperation parenthesized:
                    pending.Push(new(parenthesized.Operand, holds));
                    break;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    pending.Push(new(not.Operand, !holds));
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when holds == true:
                    pending.Push(new(both.RightOperand, holds));
                    pending.Push(new(both.LeftOperand, holds));
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when holds == false:
                    pending.Push(new(either.RightOperand, holds));
                    pending.Push(new(either.LeftOperand, holds));
                    break;
                default:
                    yield return new(condition, holds);
                    break;
            }
        }
    }
}
