using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Recognises code that tries again after a catch: a loop, a jump back, a method that calls itself, or the same call once more.</summary>
internal sealed class LoopReader(KnownSymbols symbols)
{
    private readonly ExceptionFilter _filter = new(symbols);

    /// <summary>How a fault at the call leads to another attempt at it, if the <c>try</c> around the call, or just before it, does that.</summary>
    public RetryScope? Read(ITryOperation attempt, IOperation call, Frame? frame)
    {
        if (!attempt.Body.Syntax.Span.Contains(call.Syntax.Span))
        {
            return ReadSecond(attempt, call);
        }

        return Loop(attempt) is { } loop ? ReadLoop(loop, attempt, call, frame) ?? ReadAgain(attempt, call) : ReadAgain(attempt, call);
    }

    /// <summary>The faults that a handler takes, less those that handlers before it have taken.</summary>
    private IEnumerable<(ICatchClauseOperation Handler, Faults Faults)> Handlers(ITryOperation attempt)
    {
        var taken = ImmutableArray.CreateBuilder<ITypeSymbol>();
        foreach (var handler in attempt.Catches)
        {
            var faults = taken.Aggregate(Faults.Of(handler.ExceptionType), static (left, type) => left.Except(type));
            yield return (handler, _filter.Narrow(faults, handler.Filter));
            if (handler.Filter is null)
            {
                taken.Add(handler.ExceptionType);
            }
        }
    }

    private RetryScope? ReadLoop(ILoopOperation loop, ITryOperation attempt, IOperation call, Frame? frame)
    {
        var faults = Faults.None;
        foreach (var (handler, handled) in Handlers(attempt))
        {
            if (!EndsTheLoop(handler) && handled.IncludeRedis(symbols) && Rounds.MayGoRound(loop, attempt, call, handler, frame))
            {
                faults |= handled;
            }
        }

        return faults.IsNone ? null : new RetryScope(RetryKind.Loop, loop, loop.Body, faults, IsCertain: true, EndsOnSuccess(loop, attempt) && !IsOverItems(loop, call));
    }

    // A handler, or what follows it, sends the same call again, jumps back, or calls the method around it.
    private RetryScope? ReadAgain(ITryOperation attempt, IOperation call)
    {
        foreach (var (handler, faults) in Handlers(attempt))
        {
            if (!faults.IncludeRedis(symbols))
            {
                continue;
            }

            foreach (var part in Continuation(attempt, handler))
            {
                switch (part)
                {
                    case IBranchOperation { BranchKind: BranchKind.GoTo, Target: var label } when LabelBefore(attempt, label) is { } target:
                        return new RetryScope(RetryKind.Loop, attempt, target.Syntax.Span.Contains(attempt.Syntax.Span) ? target : attempt, faults, IsCertain: true);

                    case IInvocationOperation again when call is IInvocationOperation first && IsSameCall(first, again):
                        return new RetryScope(RetryKind.Again, attempt, attempt, faults, IsCertain: true);

                    case IInvocationOperation again when Around(attempt) is { } function && CallsBack(again, function) && PassesOn(again, function, call):
                        return new RetryScope(RetryKind.Loop, again, function, faults, IsCertain: true);
                }
            }
        }

        return null;
    }

    // The call is the second attempt: it is in a handler, or follows one.
    private RetryScope? ReadSecond(ITryOperation attempt, IOperation call)
    {
        if (call is not IInvocationOperation again
            || attempt.Body.Descendants().OfType<IInvocationOperation>().FirstOrDefault(one => IsSameCall(one, again)) is not { } first)
        {
            return null;
        }

        foreach (var (handler, faults) in Handlers(attempt))
        {
            if (faults.IncludeRedis(symbols) && Continuation(attempt, handler).Contains(call) && IsIn(attempt.Body, first))
            {
                return new RetryScope(RetryKind.Again, attempt, attempt, faults, IsCertain: true);
            }
        }

        return null;
    }

    // The handler, and where it runs out after an attempt that returns, or after it has set what a condition asks, the statements behind.
    private static IEnumerable<IOperation> Continuation(ITryOperation attempt, ICatchClauseOperation handler)
    {
        var own = Within(handler.Handler);
        if (attempt.Parent is not IBlockOperation block || handler.Handler.Operations.LastOrDefault() is IReturnOperation or IBranchOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation })
        {
            return own;
        }

        var behind = block.Operations.SkipWhile(operation => operation != attempt).Skip(1);
        if (attempt.Body.Operations.LastOrDefault() is not IReturnOperation)
        {
            var flags = new HashSet<ISymbol>(Within(handler.Handler).OfType<ISimpleAssignmentOperation>().Select(static set => CodeSearch.Named(set.Target)).OfType<ISymbol>(), SymbolEqualityComparer.Default);
            behind = behind.OfType<IConditionalOperation>()
                .Where(branch => branch.Condition.DescendantsAndSelf().Any(part => CodeSearch.Named(part) is { } asked && flags.Contains(asked)))
                .Select(static branch => branch.WhenTrue);
        }

        return own.Concat(behind.SelectMany(Within));
    }

    // Not what lambdas and local functions do when they are called.
    private static IEnumerable<IOperation> Within(IOperation operation)
    {
        yield return operation;
        foreach (var child in operation.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            foreach (var inner in Within(child))
            {
                yield return inner;
            }
        }
    }

    // In the same function, and not in a nested one.
    private static bool IsIn(IOperation body, IOperation call)
    {
        for (var around = call.Parent; around is not null && around != body; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }

    private static ILabeledOperation? LabelBefore(ITryOperation attempt, ILabelSymbol label) => CodeSearch.Root(attempt).Descendants().OfType<ILabeledOperation>()
        .FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.Label, label) && one.Syntax.SpanStart <= attempt.Syntax.SpanStart);

    // The same command for the same key with the same values: another node or a compensation is another call.
    private static bool IsSameCall(IInvocationOperation one, IInvocationOperation other)
    {
        if (one == other || !SymbolEqualityComparer.Default.Equals(one.TargetMethod, other.TargetMethod) || !IsSame(one.Instance, other.Instance))
        {
            return false;
        }

        // A delegate that is run once more is the same work.
        foreach (var argument in one.Arguments)
        {
            var name = argument.Parameter?.Name;
            if (name is not ("flags" or "cancellationToken")
                && !IsSame(argument.Value, other.Arguments.FirstOrDefault(same => same.Parameter?.Name == name)?.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(IOperation? one, IOperation? other)
    {
        if (one is null || other is null)
        {
            return one is null && other is null;
        }

        if (one.ConstantValue.HasValue || other.ConstantValue.HasValue)
        {
            return one.ConstantValue.HasValue && other.ConstantValue.HasValue && Equals(one.ConstantValue.Value, other.ConstantValue.Value);
        }

        return one.Kind == other.Kind && (one is IDefaultValueOperation || SameText(one.Syntax, other.Syntax));
    }

    private static bool SameText(SyntaxNode one, SyntaxNode other) =>
        one.DescendantTokens().Select(static token => token.ValueText).SequenceEqual(other.DescendantTokens().Select(static token => token.ValueText));

    private static IOperation? Around(IOperation operation)
    {
        var around = operation.Parent;
        while (around?.Parent is { } further && around is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            around = further;
        }

        return around is IAnonymousFunctionOperation ? null : around;
    }

    // The call leads back to the function that it is in: at once, or by a private method between.
    private bool CallsBack(IInvocationOperation call, IOperation function)
    {
        var method = call.TargetMethod.OriginalDefinition;
        return Is(method, function)
            || (method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private } && symbols.Code.Bodies(method)
                .SelectMany(static body => body.Descendants()).OfType<IInvocationOperation>().Any(inner => Is(inner.TargetMethod.OriginalDefinition, function)));
    }

    private static bool Is(IMethodSymbol method, IOperation function) =>
        method.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == function.Syntax.SyntaxTree && declaration.Span == function.Syntax.Span);

    // The key and the connection are the same in the next attempt; a walk over items passes the next one.
    private static bool PassesOn(IInvocationOperation again, IOperation function, IOperation call)
    {
        if (!Is(again.TargetMethod.OriginalDefinition, function))
        {
            return true;
        }

        var asked = call.Descendants().OfType<IParameterReferenceOperation>().Select(static use => use.Parameter.Name).ToArray();
        return again.Arguments.All(argument => argument.Parameter is not { Name: var name } || !asked.Contains(name)
            || (CodeSearch.Unwrap(argument.Value) is IParameterReferenceOperation { Parameter.Name: var passed } && passed == name));
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
        var asked = condition?.DescendantsAndSelf().Select(CodeSearch.Named).OfType<ISymbol>().ToArray() ?? [];
        return asked.Length > 0 && attempt.Body.Descendants().OfType<IAssignmentOperation>()
            .Any(assignment => CodeSearch.Named(assignment.Target) is { } set && asked.Contains(set, SymbolEqualityComparer.Default));
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
