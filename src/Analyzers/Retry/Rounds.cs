using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>
/// Follows the constants of a call through the first round of a retry: a helper that is asked for one attempt, or told not to repeat,
/// repeats nothing.
/// </summary>
internal static class Rounds
{
    /// <summary>False where constants show that a place of a method is not reached.</summary>
    public static bool MayReach(IOperation place, Frame? frame)
    {
        if (frame is null)
        {
            return true;
        }

        var constants = new ConstantReader(frame);
        for (var (operation, around) = (place, place.Parent); around is not null; (operation, around) = (around, around.Parent))
        {
            switch (around)
            {
                case IAnonymousFunctionOperation:
                    return true;
                case IConditionalOperation branch when operation != branch.Condition && constants.Truth(branch.Condition) is { } taken && taken != (operation == branch.WhenTrue):
                    return false;
                case IBlockOperation block when block.Operations.TakeWhile(one => one != operation).Any(one => EndsAlways(one, constants)):
                    return false;
            }
        }

        return true;
    }

    /// <summary>False where constants show that the loop ends after a fault in its first round.</summary>
    public static bool MayGoRound(ILoopOperation loop, ITryOperation attempt, IOperation call, ICatchClauseOperation handler, Frame? frame)
    {
        var constants = new ConstantReader(frame);
        foreach (var local in Counters(loop))
        {
            constants.Set(local.Symbol, local.Initializer is { } initial ? constants.Value(initial.Value) : null);
        }

        if (loop is IWhileLoopOperation { ConditionIsTop: true } or IForLoopOperation && Goes(loop, constants) is false)
        {
            return false;
        }

        Run(Before(loop.Body, attempt), constants);
        Run(Before(attempt.Body, call), constants);
        if (constants.Truth(handler.Filter) is false || Run(handler.Handler.Operations, constants))
        {
            return false;
        }

        foreach (var step in (loop as IForLoopOperation)?.AtLoopBottom ?? ImmutableArray<IOperation>.Empty)
        {
            constants.Value(step);
        }

        return Goes(loop, constants) is not false;
    }

    private static IEnumerable<IVariableDeclaratorOperation> Counters(ILoopOperation loop) => CodeSearch.Root(loop).Descendants()
        .OfType<IVariableDeclaratorOperation>().Where(local => local.Syntax.SpanStart < loop.Body.Syntax.SpanStart);

    private static IEnumerable<IOperation> Before(IOperation body, IOperation attempt) =>
        body is IBlockOperation block ? block.Operations.TakeWhile(operation => !operation.Syntax.Span.Contains(attempt.Syntax.Span)) : [];

    private static bool? Goes(ILoopOperation loop, ConstantReader constants)
    {
        var condition = loop switch { IWhileLoopOperation other => other.Condition, IForLoopOperation counted => counted.Condition, _ => null };
        return condition is null ? null : loop is IWhileLoopOperation { ConditionIsUntil: true } ? !constants.Truth(condition) : constants.Truth(condition);
    }

    // Counts what is counted; true where the statements leave the loop.
    private static bool Run(IEnumerable<IOperation> statements, ConstantReader constants)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation or IAssignmentOperation } count:
                    constants.Value(count.Operation);
                    break;
                case IConditionalOperation branch when constants.Truth(branch.Condition) is { } taken:
                    if ((taken ? branch.WhenTrue : branch.WhenFalse) is { } way && (Leaves(way) || Run(way is IBlockOperation inner ? inner.Operations : ImmutableArray.Create(way), constants)))
                    {
                        return true;
                    }

                    break;
                case IBlockOperation block:
                    if (Run(block.Operations, constants))
                    {
                        return true;
                    }

                    break;
                default:
                    Forget(statement, constants);
                    break;
            }
        }

        return false;
    }

    // Statements that may run or not leave what they assign unknown.
    private static void Forget(IOperation statement, ConstantReader constants)
    {
        foreach (var operation in statement.Descendants())
        {
            var target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation step => step.Target,
                IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument => argument.Value,
                _ => null,
            };
            if (CodeSearch.Named(target) is { } symbol)
            {
                constants.Set(symbol, null);
            }
        }
    }

    private static bool EndsAlways(IOperation statement, ConstantReader constants) => statement is IConditionalOperation branch
        ? constants.Truth(branch.Condition) is { } taken && (taken ? branch.WhenTrue : branch.WhenFalse) is { } way && Leaves(way)
        : Leaves(statement);

    private static bool Leaves(IOperation statement) => (statement is IBlockOperation block ? block.Operations.LastOrDefault() : statement)
        is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break } or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };
}
