using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Locks that are held at a call.</summary>
internal static class HeldLocks
{
    /// <summary>A lock of Redis or of the process is held at the call, as far as the code shows.</summary>
    public static bool Cover(MemberFacts facts, CallSite site)
    {
        foreach (var taken in facts.Locks)
        {
            if (Covers(taken, site.Operation))
            {
                return true;
            }
        }

        foreach (var other in facts.Sites)
        {
            if (other.Index >= site.Index && !other.Operation.Syntax.Span.Contains(site.Operation.Syntax.Span))
            {
                continue;
            }

            // SET NX by itself, or in a method that is called.
            if (other != site && other.Index < site.Index && other.Effects.Exists(static effect => effect.Has(EffectTraits.Claims)))
            {
                return true;
            }

            if (other.Callee?.Summary is { TakesLock: true } && Covers(other.Operation, site.Operation))
            {
                return true;
            }

            if (other.Callee?.Summary is { RunsLocked: true } && other.Operation.Syntax.Span.Contains(site.Operation.Syntax.Span))
            {
                return true;
            }

            // A function of the member that takes one.
            if (other.Kind == CallKind.Invoke && other.Index < site.Index
                && other.Runs.Any(body =>
                facts.Locks.Exists(taken => taken is not ILockOperation && body.Root.Syntax.Span.Contains(taken.Syntax.Span))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The member is called within its type alone, and always under a lock.</summary>
    public static bool CoverEveryCaller(MemberFacts facts, RedisFlow flow, CancellationToken cancellationToken)
    {
        // More calls than a method has whose callers lock for it.
        const int MostCalls = 32;
        if (facts.Symbol is not IMethodSymbol
            {
                DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary,
                ContainingType: not null
            } method)
        {
            return false;
        }

        var calls = flow.Symbols.Code.References(method);
        return calls.Length is > 0 and <= MostCalls && calls.All(call => IsLocked(call, flow, cancellationToken));
    }

    private static bool IsLocked(IOperation call, RedisFlow flow, CancellationToken cancellationToken)
    {
        var root = call;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        foreach (var operation in new OperationWalk(root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((operation is ILockOperation || (operation is IInvocationOperation other && other != call && Takes(other, call, flow)))
                && Covers(operation, call))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Takes(IInvocationOperation operation, IOperation call, RedisFlow flow)
    {
        var shape = flow.ShapeOf(operation.TargetMethod);
        if (shape.IsLock || RedisCall.Look(operation, flow.Symbols)?.Sent is { CommandName: "SET" or "SETNX", Tokens: var tokens }
            && (tokens[0] == "SETNX" || tokens.Contains("NX")))
        {
            return true;
        }

        if (operation.Syntax.Span.Contains(call.Syntax.Span))
        {
            return shape.RunsLocked || (shape.Callee is { } runner && flow.CodeOf(runner).Outline.IsLocked);
        }

        return shape.Callee is { } callee && flow.CodeOf(callee).Outline.TakesLock;
    }

    private static bool Covers(IOperation taken, IOperation call)
    {
        if (taken.Syntax.Span.Contains(call.Syntax.Span))
        {
            return true;
        }

        if (taken is ILockOperation || taken.Syntax.SpanStart > call.Syntax.SpanStart)
        {
            return false;
        }

        // A lock that a function within the member takes is held there; one of a using as long as that lasts.
        for (var outer = taken.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation or IUsingOperation:
                    return outer.Syntax.Span.Contains(call.Syntax.Span);
                case IUsingDeclarationOperation { Parent: { } block }:
                    return block.Syntax.Span.Contains(call.Syntax.Span);
            }
        }

        return true;
    }
}
