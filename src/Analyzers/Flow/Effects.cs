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
        var runs = false;
        foreach (var site in facts.Sites)
        {
            // What a plain call does is what it does itself, and the same list.
            var effects = site.Direct;
            if (site.Callee is not null || !site.RunsMethods.IsEmpty || !site.Runs.IsEmpty || effects.Exists(static effect => effect.Has(EffectTraits.Queued)))
            {
                effects = effects.FindAll(static effect => !effect.Has(EffectTraits.Queued));
            }

            if (site.Callee is not null)
            {
                var summary = summaryOf(site.Callee);
                site.IsBarrier |= summary.IsBarrier;
                if (!summary.Effects.IsEmpty)
                {
                    Take(summary, leaf => Argument(site, leaf), effects);
                }
            }

            foreach (var method in site.RunsMethods)
            {
                Take(summaryOf(method), static _ => null, effects);
            }

            site.Effects = effects;
            runs |= !site.Runs.IsEmpty;
        }

        if (!runs)
        {
            return;
        }

        // Functions within functions: as deep as they are nested, so that a few rounds are enough.
        for (var round = 0; round < 4; round++)
        {
            var isChanged = false;
            foreach (var site in facts.Sites.Where(static site => !site.Runs.IsEmpty))
            {
                var before = site.Effects.Count;
                foreach (var body in site.Runs)
                {
                    var exported = Export(body, facts, out var isBarrier);
                    site.IsBarrier |= isBarrier;
                    AddNew(site.Effects, exported);
                }

                isChanged |= site.Effects.Count > before;
            }

            if (!isChanged)
            {
                break;
            }
        }
    }

    public static Summary Summarize(MemberFacts facts)
    {
        var effects = Export(facts.Bodies[0], facts, out var isBarrier);
        return effects is null && !isBarrier ? Summary.Empty
            : new Summary(effects is null ? ImmutableArray<Effect>.Empty : effects.Count > MostEffects ? effects.Take(MostEffects).ToImmutableArray() : effects.ToImmutableArray(), isBarrier);
    }

    private static void Take(Summary summary, Func<KeyTerm, KeyTerm?> replace, List<Effect> effects)
    {
        foreach (var effect in summary.Effects)
        {
            if (effect.In(replace) is { } known)
            {
                effects.Add(known);
            }
        }
    }

    // What a caller sees: not the writes that a barrier follows, nor as a danger the reads that follow one. Null for nothing.
    private static List<Effect>? Export(Body body, MemberFacts facts, out bool isBarrier)
    {
        int? firstBarrier = null, lastBarrier = null;
        foreach (var site in body.Sites)
        {
            if (site.IsBarrier && IsUnconditional(site, body))
            {
                firstBarrier ??= site.Index;
                lastBarrier = site.Index;
            }
        }

        isBarrier = firstBarrier is not null;
        // A variable of the function means nothing outside it, and a parameter that it assigns is not what the caller passed.
        var isMember = body == facts.Bodies[0];
        KeyTerm? Outside(KeyTerm leaf) => leaf.Kind == KeyTermKind.Self ? leaf
            : !SymbolEqualityComparer.Default.Equals(leaf.Symbol!.ContainingSymbol, body.Symbol) ? isMember ? null : leaf
            : leaf.Symbol is IParameterSymbol && isMember && facts.Scope.IsStable(leaf.Symbol) ? leaf
            : null;
        Func<KeyTerm, KeyTerm?> replace = Outside;

        List<Effect>? exported = null;
        HashSet<(Place, KeyTerm, EffectTraits)>? seen = null;
        foreach (var site in body.Sites)
        {
            foreach (var effect in site.Effects)
            {
                if (effect.In(replace) is not { } outside)
                {
                    continue;
                }

                var traits = outside.Traits;
                if (effect.IsWrite && lastBarrier > site.Index)
                {
                    traits |= EffectTraits.Settled;
                }

                if (effect.MayBeServedByReplica && (firstBarrier < site.Index || IsAnswered(effect, site, body)))
                {
                    traits |= EffectTraits.Settled;
                }

                var (isReturned, parameters) = (IsReturned(effect, site, facts), Parameters(effect, site));
                if (traits != outside.Traits || isReturned != outside.IsReturned || parameters != outside.ValueParameters)
                {
                    outside = outside with { Traits = traits, IsReturned = isReturned, ValueParameters = parameters };
                }

                if (exported is null)
                {
                    exported = [outside];
                    continue;
                }

                // Of many, what is there is found by its hash.
                const int Few = 8;
                if (seen is null && exported.Count == Few)
                {
                    seen = [.. exported.Select(static one => (one.Place, one.Key, one.Traits))];
                }

                if (seen?.Add((outside.Place, outside.Key, outside.Traits))
                    ?? !exported.Exists(one => one.Traits == outside.Traits && one.Place == outside.Place && one.Key.Equals(outside.Key)))
                {
                    exported.Add(outside);
                }
            }
        }

        return exported;
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

    private static void AddNew(List<Effect> effects, List<Effect>? more)
    {
        foreach (var effect in more ?? [])
        {
            if (effects.Count < MostEffects && !effects.Exists(known => known.Place == effect.Place && known.Key.Equals(effect.Key)))
            {
                effects.Add(effect);
            }
        }
    }
}
