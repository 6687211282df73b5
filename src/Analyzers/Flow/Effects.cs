using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Puts together what the calls of a member do, and what of it a caller of the member gets to know.</summary>
internal static class Effects
{
    private const int MostEffects = 128;

    /// <summary>Gives each call all its effects: its own, those of its callee, and those of the functions that it runs.</summary>
    public static void Complete(MemberFacts facts, Func<KnownMember, Summary> summaryOf)
    {
        var runs = false;
        foreach (var site in facts.Sites)
        {
            // What a plain call does is what it does itself, and the same list.
            site.IsPlain = site.Callee is null && site.RunsMethods.IsEmpty && site.Runs.IsEmpty && site.Kind != CallKind.SendsQueue && !HasQueued(site.Direct);
            if (site.IsPlain)
            {
                continue;
            }

            foreach (var effect in site.Direct)
            {
                if (!effect.Has(EffectTraits.Queued))
                {
                    site.Gathered.Add(effect);
                }
            }

            if (site.Callee is not null)
            {
                var summary = summaryOf(site.Callee);
                site.IsBarrier |= summary.IsBarrier;
                Take(summary, (facts, site), static (passed, leaf) => Argument(passed.facts, passed.site, leaf), site.Gathered, IsOfOwnType(facts, site.Callee));
                Queue(site, facts);
                Route(site, facts);
                Connect(site, summary, facts);
            }

            foreach (var method in site.RunsMethods)
            {
                Take(summaryOf(method), facts, static (_, _) => null, site.Gathered, IsOfOwnType(facts, method));
            }

            runs |= !site.Runs.IsEmpty;
        }

        SendQueues(facts);
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
        AddInner(effects, facts);
        var addsConditions = facts.Conditions.Count > 0 || facts.Sites.Exists(static site => site.Callee?.Summary is { AddsConditions: true });
        return effects.Count == 0 && !isBarrier && !addsConditions ? Summary.Empty
            : new Summary(effects.Count > MostEffects ? effects.Take(MostEffects).ToImmutableArray() : effects.ToImmutableArray(), isBarrier) { AddsConditions = addsConditions };
    }

    /// <summary>A queued command as its queue sends it.</summary>
    public static Effect Sent(Effect queued) => queued with { Traits = (queued.Traits & ~EffectTraits.Queued) | EffectTraits.Conditional, Queue = null };

    // What is done to a key that only the member knows, as one of a list is: the families of its type know it all the same.
    private static void AddInner(List<Effect> effects, MemberFacts facts)
    {
        foreach (var site in facts.Sites)
        {
            foreach (var effect in site.IsPlain ? site.Direct : site.Direct.Concat(site.Gathered))
            {
                if (effect.Has(EffectTraits.Raw) && effects.Count < MostEffects && !effects.Exists(known => known.Place == effect.Place))
                {
                    effects.Add(effect with { Traits = effect.Traits | EffectTraits.Inner });
                }
            }
        }
    }

    // A key that is not known here: within a type, it still counts that its method is called.
    private static Effect? Hidden(Effect effect, bool isOfOwnType) => isOfOwnType && effect.Has(EffectTraits.Raw) && !effect.Has(EffectTraits.Queued)
        ? effect with { Key = KeyTerm.Unknown, Traits = effect.Traits | EffectTraits.Inner }
        : null;

    // What a callee queues on a transaction that it is given is not sent yet.
    private static void Queue(CallSite site, MemberFacts facts)
    {
        for (var i = site.Gathered.Count - 1; i >= 0; i--)
        {
            if (site.Gathered[i].Has(EffectTraits.Queued))
            {
                site.Direct.Add(site.Gathered[i]);
                site.Gathered.RemoveAt(i);
            }
        }

        foreach (var method in site.Direct)
        {
            facts.HasQueuedByCallees |= method.Queue is not null;
        }
    }

    // A database that the caller gives: it knows more of it than that it is a parameter.
    private static void Connect(CallSite site, Summary summary, MemberFacts facts)
    {
        foreach (var effect in summary.Effects)
        {
            if (effect.Database.Source is not { Kind: KeyTermKind.Variable, Symbol: IParameterSymbol { Ordinal: var ordinal } } inner || site.Argument(ordinal) is not { } given)
            {
                continue;
            }

            var database = facts.DatabaseOf(given);
            var plain = Argument(facts, site, inner);
            Connect(site.Gathered, effect.Place, plain, database);
            Connect(site.Direct, effect.Place, plain, database);
        }
    }

    private static void Connect(List<Effect> effects, Place place, KeyTerm? plain, DatabaseTerm database)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            var effect = effects[i];
            if (effect.Place == place && (plain is null ? effect.Database.Source is null : plain.Equals(effect.Database.Source)) && KeyReader.Prefixed(database, effect.Key) is { } key)
            {
                effects[i] = effect with { Key = key, Database = database with { Index = database.Index ?? effect.Database.Index } };
            }
        }
    }

    // Flags that the caller gives.
    private static void Route(CallSite site, MemberFacts facts)
    {
        for (var i = 0; i < site.Gathered.Count; i++)
        {
            if (site.Gathered[i] is { FlagsParameter: { } ordinal } read)
            {
                var flags = site.Argument(ordinal);
                var routing = flags is null ? null : facts.Routing(flags);
                site.Gathered[i] = read with
                {
                    FlagsParameter = flags is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol } passed ? passed.Parameter.Ordinal : null,
                    Traits = read.Traits | (routing switch { null => EffectTraits.None, >= RedisAccess.PreferReplica => EffectTraits.Replica, _ => EffectTraits.Primary }),
                    Place = routing is >= RedisAccess.PreferReplica && !flags!.IsImplicit ? site.Place : read.Place,
                    Flags = routing is >= RedisAccess.PreferReplica && !flags!.IsImplicit ? flags.Syntax.Span : read.Flags,
                };
            }
        }
    }

    // What callees queued happens where the queue is sent.
    private static void SendQueues(MemberFacts facts)
    {
        if (!facts.HasQueuedByCallees)
        {
            return;
        }

        foreach (var execute in facts.Sites)
        {
            if (execute is not { Kind: CallKind.SendsQueue, Queue: { } queue })
            {
                continue;
            }

            foreach (var site in facts.Sites)
            {
                if (site.Callee is not null)
                {
                    execute.Gathered.AddRange(site.Direct.Where(effect => effect.IsWrite && queue.Equals(effect.Queue)).Select(Sent));
                }
            }
        }
    }

    private static bool HasQueued(List<Effect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect.Has(EffectTraits.Queued))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfOwnType(MemberFacts facts, KnownMember callee) =>
        facts.Symbol?.ContainingType is { } type && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, callee.Symbol.ContainingType?.OriginalDefinition);

    private static void Take<TState>(Summary summary, TState state, Func<TState, KeyTerm, KeyTerm?> replace, List<Effect> effects, bool isOfOwnType)
    {
        (Effect, Effect)? before = null;
        foreach (var effect in summary.Effects)
        {
            if (effect.Has(EffectTraits.Inner))
            {
                if (Hidden(effect, isOfOwnType) is { } inner)
                {
                    effects.Add(inner);
                }
            }
            else if (effect.In(state, replace, before) is not { } known)
            {
                if (Hidden(effect, isOfOwnType) is { } hidden)
                {
                    effects.Add(hidden);
                }
            }
            else if (!effect.Has(EffectTraits.Queued) || known.Queue is not null)
            {
                effects.Add(known);
                before = (effect, known);
            }
        }
    }

    // What a caller sees: not the writes that a barrier follows, nor as a danger the reads that follow one. Until the next function is asked for.
    private static List<Effect> Export(Body body, MemberFacts facts, out bool isBarrier)
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
        var exported = facts.Scratch;
        exported.Clear();
        HashSet<(Place, KeyTerm, EffectTraits)>? seen = null;
        foreach (var site in body.Sites)
        {
            AddQueued(site, body, facts, exported);
            foreach (var effect in site.Effects)
            {
                if (effect.Has(EffectTraits.Inner) || effect.In((facts, body), static (at, leaf) => Outside(at.facts, at.body, leaf)) is not { } outside)
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

                var (isReturned, parameters) = (IsReturned(effect, site, facts), Parameters(effect, site, facts));
                if (traits != outside.Traits || isReturned != outside.IsReturned || parameters != outside.ValueParameters)
                {
                    outside = outside with { Traits = traits, IsReturned = isReturned, ValueParameters = parameters };
                }

                // Of many, what is there is found by its hash.
                const int Few = 8;
                if (seen is null && exported.Count == Few)
                {
                    seen = [.. exported.Select(static one => (one.Place, one.Key, one.Traits))];
                }

                if (seen?.Add((outside.Place, outside.Key, outside.Traits)) ?? !IsThere(exported, outside))
                {
                    exported.Add(outside);
                }
            }
        }

        return exported;
    }

    // On a transaction or batch that the caller knows.
    private static void AddQueued(CallSite site, Body body, MemberFacts facts, List<Effect> exported)
    {
        if (site.IsPlain)
        {
            return;
        }

        foreach (var effect in site.Direct)
        {
            if (effect.Has(EffectTraits.Queued) && effect.Queue is not null
                && effect.In((facts, body), static (at, leaf) => Outside(at.facts, at.body, leaf)) is { Queue: not null } outside)
            {
                exported.Add(outside with { ValueParameters = Parameters(effect, site, facts) });
            }
        }
    }

    // A variable of the function means nothing outside it, and a parameter that it assigns is not what the caller passed.
    private static KeyTerm? Outside(MemberFacts facts, Body body, KeyTerm leaf)
    {
        var isMember = body == facts.Bodies[0];
        return leaf.Kind == KeyTermKind.Self ? leaf
            : !SymbolEqualityComparer.Default.Equals(leaf.Symbol!.ContainingSymbol, body.Symbol) ? isMember ? null : leaf
            : leaf.Symbol is IParameterSymbol && isMember && facts.Scope.IsStable(leaf.Symbol) ? leaf
            : null;
    }

    private static bool IsThere(List<Effect> effects, Effect wanted)
    {
        foreach (var effect in effects)
        {
            if (effect.Traits == wanted.Traits && effect.Place == wanted.Place && effect.Key.Equals(wanted.Key))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReturned(Effect effect, CallSite site, MemberFacts facts) =>
        !effect.IsWrite && facts.Returned.HasCall(site.Index) && (site.Callee is null || effect.IsReturned);

    // The parameters of this member that flow into what the effect writes.
    private static ulong Parameters(Effect effect, CallSite site, MemberFacts facts) =>
        !effect.IsWrite || site.Callee is null ? effect.ValueParameters : facts.SourcesOf(site, effect.ValueParameters).Parameters;

    // A read that follows a write of its key right here is reported right here, and not once more at each caller.
    private static bool IsAnswered(Effect read, CallSite site, Body body)
    {
        foreach (var earlier in body.Sites)
        {
            if (earlier.Index >= site.Index || (earlier.Together is not null && earlier.Together == site.Together))
            {
                continue;
            }

            foreach (var write in earlier.Effects)
            {
                if (write.IsWrite && !write.Has(EffectTraits.Settled) && write.Changes(read))
                {
                    return true;
                }
            }
        }

        return false;
    }

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

    private static KeyTerm? Argument(MemberFacts facts, CallSite site, KeyTerm leaf) => leaf.Kind == KeyTermKind.Self ? site.Receiver
        : leaf.Symbol is IParameterSymbol { Ordinal: var ordinal, ContainingSymbol: var owner }
            && SymbolEqualityComparer.Default.Equals(owner.OriginalDefinition, site.Callee!.Symbol) ? facts.ArgumentOf(site, ordinal)
        : null;

    private static void AddNew(List<Effect> effects, List<Effect> more)
    {
        foreach (var effect in more)
        {
            if (effects.Count < MostEffects && !effects.Exists(known => known.Place == effect.Place && known.Key.Equals(effect.Key)))
            {
                effects.Add(effect);
            }
        }
    }
}
