using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Transactions whose conditions refuse a write when what was read has changed.</summary>
internal static class QueueGuards
{
    /// <summary>The server refuses the write when another caller was faster, or that cannot be ruled out.</summary>
    public static bool IsGuarded(MemberFacts facts, CallSite site, Effect write)
    {
        if (!write.Has(EffectTraits.Queued))
        {
            return false;
        }

        var queue = site.Kind == CallKind.Source ? write.Queue : site.Queue;
        return IsFromElsewhere(facts, queue) || facts.Conditions.Exists(condition =>
            (condition.Queue is null || queue is null || condition.Queue.Equals(queue)) && Guards(facts, condition, write, queue));
    }

    // The condition is on the key itself, or on a version of it: one that was read, or that the same transaction writes.
    private static bool Guards(MemberFacts facts, QueueCondition condition, Effect write, KeyTerm? queue) =>
        condition.Key is not { } key || key.Equals(write.Key) || facts.Sites.Exists(site =>
            site.Direct.Exists(effect => effect.Key.Equals(key)
                && (effect.IsWrite ? effect.Has(EffectTraits.Queued) && (queue is null || queue.Equals(effect.Queue ?? site.Queue)) : condition.Values.HasCall(site.Index)))
            || (condition.Values.HasCall(site.Index) && site.Effects.Exists(static effect => !effect.IsWrite)));

    // A transaction that the member is given, or gets from a method or passes to one, may have conditions that are not seen here.
    private static bool IsFromElsewhere(MemberFacts facts, KeyTerm? queue)
    {
        foreach (var site in facts.Sites)
        {
            if (site.Callee?.Summary is { AddsConditions: true }
                && (queue is null || IsPassed(facts, site, queue) || (site.ResultLocal is { } local && SymbolEqualityComparer.Default.Equals(local, queue.Symbol))))
            {
                return true;
            }
        }

        return queue?.Symbol switch
        {
            ILocalSymbol local => facts.Scope.OnlyValue(local) is { } made && KeyReader.Unwrap(made) is not IInvocationOperation { TargetMethod.Name: "CreateTransaction" or "CreateBatch" }
                && IsTransaction(local.Type),
            IParameterSymbol parameter => IsTransaction(parameter.Type),
            IFieldSymbol field => IsTransaction(field.Type),
            IPropertySymbol property => IsTransaction(property.Type),
            _ => false,
        };
    }

    private static bool IsPassed(MemberFacts facts, CallSite site, KeyTerm queue)
    {
        foreach (var argument in site.Arguments)
        {
            if (facts.TermOf(argument.Value) is { } passed && passed.Equals(queue))
            {
                return true;
            }
        }

        return site.Receiver?.Equals(queue) == true;
    }

    private static bool IsTransaction(ITypeSymbol type) => type is { Name: "ITransaction", ContainingNamespace: { Name: "Redis", ContainingNamespace.Name: "StackExchange" } };
}
