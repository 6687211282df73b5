using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Puts together what the calls of a member do, and what of it a caller of the member gets to know.</summary>
internal static class Effects
{
    private const int MostEffects = 128;

    /// <summary>Gives each call all its effects: its own, those of its callee, and those of the functions that it runs.</summary>
    public static void Complete(MemberFacts facts, Func<IMethodSymbol, Summary> summaryOf)
    {
        foreach (var site in facts.Sites)
        {
            site.Effects = site.Direct.Where(static effect => !effect.Has(EffectTraits.Queued)).ToImmutableArray();
            if (site.Callee is not null)
            {
                var summary = summaryOf(site.Callee);
                site.IsBarrier |= summary.IsBarrier;
                site.Effects = site.Effects.AddRange(summary.Effects.Select(effect => effect.In(leaf => Argument(site, leaf))).OfType<Effect>());
            }

            foreach (var method in site.RunsMethods)
            {
                site.Effects = site.Effects.AddRange(summaryOf(method).Effects.Select(static effect => effect.In(static _ => null)).OfType<Effect>());
            }
        }

        // Functions within functions: as deep as they are nested, so that a few rounds are enough.
        for (var round = 0; round < 4 && facts.Sites.Exists(static site => !site.Runs.IsEmpty); round++)
        {
            var isChanged = false;
            foreach (var site in facts.Sites.Where(static site => !site.Runs.IsEmpty))
            {
                var before = site.Effects.Length;
                foreach (var body in site.Runs)
                {
                    var exported = Export(body, facts, out var isBarrier);
                    site.IsBarrier |= isBarrier;
                    site.Effects = Union(site.Effects, exported);
                }

                isChanged |= site.Effects.Length > before;
            }

            if (!isChanged)
            {
                break;
            }
        }
    }

    public static Summary Summarize(MemberFacts facts)
    {
        var body = facts.Bodies[0];
        var effects = Export(body, facts, out var isBarrier);
        return effects.IsEmpty && !isBarrier ? Summary.Empty : new Summary(effects.Take(MostEffects).ToImmutableArray(), isBarrier);
    }

    // What a caller sees: not the writes that a barrier follows, nor as a danger the reads that follow one.
    private static ImmutableArray<Effect> Export(Body body, MemberFacts facts, out bool isBarrier)
    {
        var barriers = body.Sites.Where(site => site.IsBarrier && IsUnconditional(site, body)).ToArray();
        isBarrier = barriers.Length > 0;
        var exported = new List<Effect>();
        var seen = new HashSet<(Place, KeyTerm, EffectTraits)>();
        foreach (var site in body.Sites)
        {
            foreach (var effect in site.Effects)
            {
                if (Exported(effect, body, facts) is not { } outside)
                {
                    continue;
                }

                if (effect.IsWrite && Array.Exists(barriers, barrier => barrier.Index > site.Index))
                {
                    outside = outside with { Traits = outside.Traits | EffectTraits.Settled };
                }

                if (effect.MayBeServedByReplica
                    && (Array.Exists(barriers, barrier => barrier.Index < site.Index) || IsAnswered(effect, site, body)))
                {
                    outside = outside with { Traits = outside.Traits | EffectTraits.Settled };
                }

                outside = outside with { IsReturned = IsReturned(effect, site, facts), ValueParameters = Parameters(effect, site) };
                if (seen.Add((outside.Place, outside.Key, outside.Traits)))
                {
                    exported.Add(outside);
                }
            }
        }

        return exported.ToImmutableArray();
    }

    private static bool IsReturned(Effect effect, CallSite site, MemberFacts facts) =>
        !effect.IsWrite && facts.Returned.HasCall(site.Index) && (site.Callee is null || effect.IsReturned);

    // The parameters of this member that flow into what the effect writes.
    private static ulong Parameters(Effect effect, CallSite site)
    {
        if (!effect.IsWrite || site.Callee is null)
        {
            return effect.ValueParameters;
        }

        var parameters = 0UL;
        for (var i = 0; i < site.ArgumentSources.Length; i++)
        {
            if ((effect.ValueParameters & Sources.Bit(i)) != 0)
            {
                parameters |= site.ArgumentSources[i].Parameters;
            }
        }

        return parameters;
    }

    // A read that follows a write of its key right here is reported right here, and not once more at each caller.
    private static bool IsAnswered(Effect read, CallSite site, Body body) => body.Sites.Exists(earlier =>
        earlier.Index < site.Index && (earlier.Together is null || earlier.Together != site.Together)
        && earlier.Effects.Any(write => write.IsWrite && !write.Has(EffectTraits.Settled) && write.Changes(read)));

    // A variable of the function means nothing outside it, and a parameter that it assigns is not what the caller passed.
    private static Effect? Exported(Effect effect, Body body, MemberFacts facts) => effect.In(leaf =>
        leaf.Kind == KeyTermKind.Self ? leaf
        : !SymbolEqualityComparer.Default.Equals(leaf.Symbol!.ContainingSymbol, body.Symbol) ? body == facts.Bodies[0] ? null : leaf
        : leaf.Symbol is IParameterSymbol && body == facts.Bodies[0] && facts.Scope.IsStable(leaf.Symbol) ? leaf
        : null);

    private static bool IsUnconditional(CallSite site, Body body)
    {
        for (var outer = site.Operation.Parent; outer is not null && outer != body.Root; outer = outer.Parent)
        {
            if (outer is IConditionalOperation or ILoopOperation or ISwitchOperation or ICatchClauseOperation or ISwitchExpressionOperation
                or ICoalesceOperation or IConditionalAccessOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }

    private static KeyTerm? Argument(CallSite site, KeyTerm leaf) => leaf.Kind == KeyTermKind.Self ? site.Receiver
        : leaf.Symbol is IParameterSymbol { Ordinal: var ordinal, ContainingSymbol: var owner }
            && SymbolEqualityComparer.Default.Equals(owner.OriginalDefinition, site.Callee) && ordinal < site.Arguments.Length ? site.Arguments[ordinal]
        : null;

    private static ImmutableArray<Effect> Union(ImmutableArray<Effect> effects, ImmutableArray<Effect> more)
    {
        foreach (var effect in more)
        {
            if (effects.Length < MostEffects && !effects.Any(known => known.Place == effect.Place && known.Key.Equals(effect.Key)))
            {
                effects = effects.Add(effect);
            }
        }

        return effects;
    }
}
