using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Looks for reads whose value decides a write of the same key, or is changed and written back.</summary>
internal sealed class ValueFindings
{
    // More calls than a method of a person has: to compare each with each would cost.
    private const int MostSites = 1_000;

    private readonly MemberFacts _facts;
    private readonly RedisFlow _flow;
    private readonly CancellationToken _cancellationToken;
    private bool? _isCalledLocked;
    private List<Finding>? _decisions;
    private List<Finding>? _lost;
    private List<Finding>? _releases;
    private List<Finding>? _expiries;

    private ValueFindings(MemberFacts facts, RedisFlow flow, CancellationToken cancellationToken)
    {
        _facts = facts;
        _flow = flow;
        _cancellationToken = cancellationToken;
    }

    public static MemberFindings Read(MemberFacts facts, RedisFlow flow, CancellationToken cancellationToken)
    {
        if (facts.Sites.Count > MostSites)
        {
            flow.CountLimit();
            return MemberFindings.None;
        }

        ValueFindings? reader = null;
        foreach (var site in facts.Sites)
        {
            // What comes first follows from nothing that was read.
            if (site.Index == 0 || site.Kind is not (CallKind.Raw or CallKind.Execute or CallKind.Attributed or CallKind.Source))
            {
                continue;
            }

            foreach (var write in Own(site))
            {
                if (write.IsWrite && !write.Has(EffectTraits.Conditional))
                {
                    (reader ??= new ValueFindings(facts, flow, cancellationToken)).Look(site, write);
                }
            }
        }

        if (reader is null or { _decisions: null, _lost: null, _releases: null, _expiries: null })
        {
            return MemberFindings.None;
        }

        // A write that releases a lock is that, and nothing else.
        var releases = Distinct(reader._releases, static finding => finding.WriteAt);
        return MemberFindings.None with
        {
            Decisions = Distinct(reader._decisions, static finding => finding.ReadAt),
            LostUpdates = Distinct(reader._lost?.FindAll(lost => !releases.Any(release => release.WriteAt == lost.WriteAt)),
                static finding => finding.WriteAt),
            Releases = releases,
            Expiries = Distinct(reader._expiries, static finding => finding.WriteAt),
        };
    }

    // What a call queues, it writes too; what a delegate does, its own calls say.
    private static IEnumerable<Effect> Own(CallSite site) => site.Kind != CallKind.Source ? site.Direct : site.Direct.Count == 0
        ? site.Effects : site.Effects.Concat(site.Direct);

    private static ImmutableArray<Finding> Distinct(List<Finding>? findings, Func<Finding, Place> by) => findings is not { Count: > 0 }
        ? ImmutableArray<Finding>.Empty
        : findings.GroupBy(by).Select(static group => group.First()).OrderBy(finding => by(finding).Span.Start).ToImmutableArray();

    private void Look(CallSite site, Effect write)
    {
        if (QueueGuards.IsGuarded(_facts, site, write))
        {
            return;
        }

        var values = ValuesOf(site, write);
        foreach (var source in _facts.Sites)
        {
            if (source.Index >= site.Index)
            {
                break;
            }

            foreach (var earlier in Own(source))
            {
                if (!earlier.IsOfSameKey(write))
                {
                    continue;
                }

                if (earlier.IsWrite)
                {
                    LookAtWrites(source, earlier, site, write);
                }
                else if (source.Kind != CallKind.Source || earlier.IsReturned)
                {
                    LookAtRead(source, earlier, site, write, values);
                }
            }
        }
    }

    private void LookAtWrites(CallSite source, Effect earlier, CallSite site, Effect write)
    {
        if (LockFindings.IsUncheckedRelease(_facts, source, earlier, site, write))
        {
            (_releases ??= []).Add(new Finding(earlier, source.Place, write, site.Place));
        }
        else if (LateExpiries.IsLate(_facts, source, earlier, site, write))
        {
            (_expiries ??= []).Add(new Finding(earlier, source.Place, write, site.Place));
        }
    }

    private void LookAtRead(CallSite source, Effect read, CallSite site, Effect write, Sources values)
    {
        var finding = new Finding(read, source.Place, write, site.Place);
        if (LockFindings.IsRelease(_facts, source, read, site, write))
        {
            (_releases ??= []).Add(finding);
            return;
        }

        if (AreOtherFields(read, write))
        {
            return;
        }

        if (read.MayBeServedByReplica)
        {
            if (CurrentValuesOf(site, write, values).HasCall(source.Index)
                || (site.Control.HasCall(source.Index) && !FillsCache(source, site, write)))
            {
                (_decisions ??= []).Add(finding);
            }
        }
        else if (read.IsOfSamePart(write) && IsLost(source, read, site, write, values) && !HeldLocks.Cover(_facts, site)
            && !(_isCalledLocked ??= HeldLocks.CoverEveryCaller(_facts, _flow, _cancellationToken)))
        {
            (_lost ??= []).Add(finding);
        }
    }

    private bool IsLost(CallSite source, Effect read, CallSite site, Effect write, Sources values) =>
        (read.Command.Use, write.Command.Use) switch
        {
            (ValueUse.Read, ValueUse.Overwrite) =>
                (CurrentValuesOf(site, write, values).HasCall(source.Index) && IsChanged(site, write, source))
                    || IsAskedAndSet(source, site, write),
            (ValueUse.Read, ValueUse.Remove) => IsTaken(source, read, site, write, values),
            (ValueUse.Ask, ValueUse.Overwrite) => site.Control.HasCall(source.Index) && !FillsCache(source, site, write)
                && !ValueUses.IsFetched(_facts, source, site),

            // A push where nothing was there yet is pushed twice; a member is added once all the same, but what goes with it happens twice.
            (ValueUse.Ask, ValueUse.Add) => IsReachedWhenAbsent(source, site) && !ValueUses.IsReplyUsed(site)
                && (write.Command.Part == ValuePart.Member ? read.Command.Part == ValuePart.Member
                && ValueUses.DecidesMoreThan(_facts, source, site) : write.Command.Part == ValuePart.Element)
                && !FillsCache(source, site, write) && !ValueUses.IsFetched(_facts, source, site),
            _ => false,
        };

    // GET asks as EXISTS does where its value is not looked at: a mark that is set where there is none.
    private bool IsAskedAndSet(CallSite source, CallSite site, Effect write) =>
        write.Command.Name == "SET" && site.Control.HasCall(source.Index) && source.Kind == CallKind.Raw && site.Values is [var value, ..]
            && KeyReader.Unwrap(value) is { ConstantValue.HasValue: true }
        && ValueUses.IsOnlyAsked(_facts, source) && !FillsCache(source, site, write);

    // The removed value was handed on, although another caller may have it too, or may have added to it.
    private bool IsTaken(CallSite source, Effect read, CallSite site, Effect write, Sources values)
    {
        if (write.Command.Name == "LTRIM" && IsCap(site))
        {
            return false;
        }

        // Of a part, what was read; of all, whatever was there.
        if (write.Command.Part != ValuePart.Whole && write.Command.Name is not "LTRIM" && !values.HasCall(source.Index)
            && !IsSameRange(source, site) && read.Field?.Equals(write.Field) != true)
        {
            return false;
        }

        if (!Reach.MayFollow(source.Operation, site.Operation) || ValueUses.IsReplyUsed(site))
        {
            return false;
        }

        return ValueUses.LeavesAfter(_facts, source, site)
            || (read.Field is null && read.Command.Part != ValuePart.Whole && read.Command.Name is not "HKEYS"
            && ValueUses.IsHandedOn(_facts, source));
    }

    // A trim that keeps what is at the head, or the last so many, bounds the list.
    private static bool IsCap(CallSite site) => site.Values is not [var start, var stop, ..]
        || start.ConstantValue is { HasValue: true, Value: long first }
        && (first < 0 || (first == 0 && stop.ConstantValue is not { HasValue: true, Value: 0L or -1L }))
        || start.ConstantValue is { HasValue: true, Value: int small }
        && (small < 0 || (small == 0 && stop.ConstantValue is not { HasValue: true, Value: 0 or -1 }));

    private bool IsSameRange(CallSite source, CallSite site) => source.Values is [var start, var stop, ..]
        && site.Values is [var first, var last, ..]
        && _facts.TermOf(start) is { } one && one.Equals(_facts.TermOf(first)) && _facts.TermOf(stop) is { } other
        && other.Equals(_facts.TermOf(last));

    private Sources ValuesOf(CallSite site, Effect write) => site.Kind == CallKind.Source
        ? _facts.SourcesOf(site, write.ValueParameters) : site.ValueSources;

    // The expressions whose values are written.
    private static IEnumerable<IOperation> Written(CallSite site, Effect write) => site.Kind != CallKind.Source ? site.Values
        : site.Arguments.Where(argument => argument.Parameter is { } parameter
        && (write.ValueParameters & Sources.Bit(parameter.Ordinal)) != 0).Select(static argument => argument.Value);

    // A variable that was given another value on the way to the call holds that one, whatever it held before.
    private Sources CurrentValuesOf(CallSite site, Effect write, Sources values)
    {
        var isKnown = false;
        var current = default(Sources);
        foreach (var value in Written(site, write))
        {
            isKnown = true;
            current |= CurrentValueOf(value, site.Operation);
        }

        return isKnown ? current : values;
    }

    private Sources CurrentValueOf(IOperation value, IOperation at)
    {
        var variables = value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(static local =>
            local.Local).Distinct(SymbolEqualityComparer.Default).ToArray();
        var replaced = variables.Select(variable => LastValue(at, variable!)).ToArray();
        return Array.TrueForAll(replaced, static other => other is null)
            ? _facts.SourcesOf(value)
            : replaced.Where(static other => other is not null).Aggregate(default(Sources), (sum, other) => sum | _facts.SourcesOf(other!));
    }

    private static IOperation? LastValue(IOperation call, ISymbol variable)
    {
        var inner = call;
        for (var outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            if (outer is not IBlockOperation block)
            {
                continue;
            }

            foreach (var statement in block.Operations.TakeWhile(statement => statement != inner).Reverse())
            {
                if (statement is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var target }, Value: var value } }
                    && SymbolEqualityComparer.Default.Equals(target, variable))
                {
                    return value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(local =>
                        SymbolEqualityComparer.Default.Equals(local.Local, variable)) ? null : value;
                }
            }
        }

        return null;
    }

    private static bool AreOtherFields(Effect read, Effect write) =>
        read.Field is { Kind: not KeyTermKind.Unknown } && write.Field is { Kind: not KeyTermKind.Unknown }
            && !read.Field.Equals(write.Field);

    // A miss is filled from where the data is, and what was read is what a hit returns: staleness costs a second fill, and no more.
    private bool FillsCache(CallSite source, CallSite site, Effect write) => write.Command.Use is ValueUse.Overwrite or ValueUse.Add
        && (write.Command.RetryCategory is RetryCategory.WriteLastWins || write.Command.Use == ValueUse.Add)
        && IsReachedWhenAbsent(source, site)
        && _facts.Sites.Exists(other => _facts.Returned.HasCall(other.Index) && Own(other).Any(read =>
            !read.IsWrite && read.Key.Equals(write.Key) && (other.Kind != CallKind.Source || read.IsReturned)
                && read.Command.Use == ValueUse.Read));

    // The write is on the path of a miss: no condition requires that the read found a value.
    private bool IsReachedWhenAbsent(CallSite source, CallSite site)
    {
        foreach (var decision in site.Conditions.SelectMany(static decision => decision.Parts()))
        {
            if (Presence.Of(decision) == true && CurrentValueOf(decision.Condition, decision.Condition).HasCall(source.Index))
            {
                return false;
            }
        }

        return site.Control.HasCall(source.Index);
    }

    // What is written as it was read is a refresh. Of an object that is passed on as it is, its members may have been changed.
    private bool IsChanged(CallSite site, Effect write, CallSite source)
    {
        var values = Written(site, write).SelectMany(Entries);
        foreach (var value in values.Where(value => _facts.SourcesOf(value).HasCall(source.Index)))
        {
            var plain = KeyReader.Unwrap(value);
            if (plain is ILocalReferenceOperation { Local: var local })
            {
                if (!IsAsRead(local, source) || !(IsValue(local.Type) || IsUntouched(local, site)))
                {
                    return true;
                }
            }
            else if (plain != source.Operation)
            {
                return true;
            }
        }

        return false;
    }

    // The local holds what was read, or something else if there was nothing.
    private bool IsAsRead(ILocalSymbol local, CallSite source) => KeyReader.Unwrap(_facts.Scope.OnlyValue(local)) is { } only
        && (only == source.Operation || (only is ICoalesceOperation choice && KeyReader.Unwrap(choice.Value) == source.Operation));

    // Before the write, the code only compares the object, and calls nothing on it or with it.
    private bool IsUntouched(ILocalSymbol local, CallSite site)
    {
        foreach (var operation in new OperationWalk(_facts.Bodies[0].Root))
        {
            foreach (var child in operation.ChildOperations)
            {
                if (child is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, local)
                    && child.Syntax.SpanStart < site.Operation.Syntax.SpanStart && operation is not (IBinaryOperation or IIsPatternOperation or IReturnOperation))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // Of entries, their values.
    private static IEnumerable<IOperation> Entries(IOperation value) => KeyReader.Unwrap(value) switch
    {
        IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(Entries),
        IObjectCreationOperation { Type.Name: "HashEntry" or "KeyValuePair", Arguments: [_, var content] } => [content.Value],
        _ => [value],
    };

    private static bool IsValue(ITypeSymbol type) => type.SpecialType != SpecialType.None
        || type.Name is "RedisValue" or "Nullable" or "Guid";
}
