using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Recognises loops that go round again after a fault.</summary>
internal sealed class LoopReader(KnownSymbols symbols)
{
    private readonly ExceptionFilter _filter = new(symbols);

    /// <summary>The loop around a <c>try</c>, if a fault at the call in its body leads to another round.</summary>
    public RetryScope? Read(ITryOperation attempt, IOperation call)
    {
        if (!attempt.Body.Syntax.Span.Contains(call.Syntax.Span))
        {
            return null;
        }

        if (Loop(attempt) is not { } loop)
        {
            return ReadOnceMore(attempt, call);
        }

        Faults? faults = null;
        foreach (var handler in attempt.Catches.Where(static handler => !EndsTheLoop(handler)))
        {
            var handled = _filter.Narrow(Faults.Of(handler.ExceptionType), handler.Filter);
            if (handled.IncludeRedis(symbols))
            {
                faults = faults?.Or(handled) ?? handled;
            }
        }

        return faults is null ? null : new RetryScope(RetryKind.Loop, loop, loop.Body, faults, IsCertain: true, EndsOnSuccess(loop, attempt) && !IsOverItems(loop, call));
    }

    // try { work(); } catch (RedisException) { work(); }
    private RetryScope? ReadOnceMore(ITryOperation attempt, IOperation call)
    {
        if (call is not IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } run || Sources.Named(run.Instance) is not { } work)
        {
            return null;
        }

        foreach (var handler in attempt.Catches)
        {
            if (handler.Handler.Descendants().OfType<IInvocationOperation>().Any(again =>
                again.TargetMethod.MethodKind == MethodKind.DelegateInvoke && SymbolEqualityComparer.Default.Equals(Sources.Named(again.Instance), work))
                && _filter.Narrow(Faults.Of(handler.ExceptionType), handler.Filter) is { } faults && faults.IncludeRedis(symbols))
            {
                return new RetryScope(RetryKind.Loop, attempt, attempt.Body, faults, IsCertain: true);
            }
        }

        return null;
    }

    private static ILoopOperation? Loop(IOperation attempt)
    {
        for (var operation = attempt.Parent; operation is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); operation = operation.Parent)
        {
            if (operation is ILoopOperation loop)
            {
                return loop;
            }
        }

        return null;
    }

    private static bool EndsTheLoop(ICatchClauseOperation handler) => handler.Handler.Operations.LastOrDefault()
        is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break }
        or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };

    // The attempt returns or breaks, or sets what the loop's condition asks.
    private static bool EndsOnSuccess(ILoopOperation loop, ITryOperation attempt)
    {
        var after = loop.Body.ChildOperations.SkipWhile(operation => operation.Syntax.SpanStart <= attempt.Syntax.SpanStart);
        if (attempt.Body.Descendants().Concat(after.SelectMany(static operation => operation.DescendantsAndSelf())).Any(part => Leaves(part, loop)))
        {
            return true;
        }

        var condition = (loop as IWhileLoopOperation)?.Condition ?? (loop as IForLoopOperation)?.Condition;
        var asked = condition?.DescendantsAndSelf().Select(Sources.Named).OfType<ISymbol>().ToArray() ?? [];
        return asked.Length > 0 && attempt.Body.Descendants().OfType<IAssignmentOperation>()
            .Any(assignment => Sources.Named(assignment.Target) is { } set && asked.Contains(set, SymbolEqualityComparer.Default));
    }

    private static bool Leaves(IOperation part, ILoopOperation loop)
    {
        if (part is not (IReturnOperation { Kind: OperationKind.Return } or IBranchOperation { BranchKind: BranchKind.Break }))
        {
            return false;
        }

        for (var operation = part.Parent; operation is not null && operation != loop; operation = operation.Parent)
        {
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation || (part is IBranchOperation && operation is ILoopOperation or ISwitchOperation))
            {
                return false;
            }
        }

        return true;
    }

    // Another item, another node of several, is another call, and no second attempt at the same.
    private static bool IsOverItems(ILoopOperation loop, IOperation call)
    {
        var items = new HashSet<ISymbol>(loop is IForEachLoopOperation or IForLoopOperation ? loop.Locals : Enumerable.Empty<ISymbol>(), SymbolEqualityComparer.Default);
        bool Has(IOperation operation) => operation.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(use => items.Contains(use.Local));

        // What is made of the item in the loop is another each time as well.
        var made = items.Count == 0 ? [] : loop.Body.Descendants().OfType<IVariableDeclaratorOperation>().Where(static local => local.Initializer is not null).ToArray();
        while (made.Any(local => Has(local.Initializer!) && items.Add(local.Symbol)))
        {
        }

        // The number of an attempt may be among its values.
        return loop is IForEachLoopOperation ? Has(call)
            : call is IInvocationOperation { Instance: var receiver, Arguments: var arguments } && ((receiver is not null && Has(receiver)) || (arguments is [var key, ..] && Has(key)));
    }
}
