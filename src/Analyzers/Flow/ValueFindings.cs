using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Looks for reads whose value decides a write of the same key, or is changed and written back.</summary>
internal sealed class ValueFindings
{
    // They ask whether something is there; what a cache gives back, it reads by another command.
    private static readonly string[] Questions =
        ["EXISTS", "HEXISTS", "SISMEMBER", "SMISMEMBER", "TTL", "PTTL", "TYPE", "STRLEN", "HLEN", "SCARD", "ZCARD", "LLEN", "XLEN", "EXPIRETIME", "PEXPIRETIME"];

    private readonly MemberFacts _facts;
    private List<Finding>? _decisions;
    private List<Finding>? _lost;
    private List<Finding>? _releases;

    private ValueFindings(MemberFacts facts) => _facts = facts;

    public static MemberFindings Read(MemberFacts facts)
    {
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
                    (reader ??= new ValueFindings(facts)).Look(site, write);
                }
            }
        }

        if (reader is null or { _decisions: null, _lost: null, _releases: null })
        {
            return MemberFindings.None;
        }

        return MemberFindings.None with
        {
            Decisions = Distinct(reader._decisions, static finding => finding.ReadAt),
            LostUpdates = Distinct(reader._lost, static finding => finding.WriteAt),
            Releases = Distinct(reader._releases, static finding => finding.WriteAt),
        };
    }

    // What a call queues, it writes too; what a delegate does, its own calls say.
    private static List<Effect> Own(CallSite site) => site.Kind == CallKind.Source ? site.Effects : site.Direct;

    private static ImmutableArray<Finding> Distinct(List<Finding>? findings, Func<Finding, Place> by) => findings is null
        ? ImmutableArray<Finding>.Empty
        : findings.GroupBy(by).Select(static group => group.First()).OrderBy(finding => by(finding).Span.Start).ToImmutableArray();

    private void Look(CallSite site, Effect write)
    {
        if (IsGuarded(site, write))
        {
            return;
        }

        var values = ValuesOf(site, write);
        foreach (var source in _facts.Sites)
        {
            if (source.Index >= site.Index || !(site.Control | values).HasCall(source.Index))
            {
                continue;
            }

            foreach (var read in Own(source))
            {
                if (read.IsWrite || !read.IsOfSameKey(write) || AreOtherFields(read, write))
                {
                    continue;
                }

                if (source.Kind == CallKind.Source && !read.IsReturned)
                {
                    continue;
                }

                var finding = new Finding(read, source.Place, write, site.Place);
                if (IsRelease(site, write, source, read))
                {
                    (_releases ??= []).Add(finding);
                }
                else if (read.MayBeServedByReplica)
                {
                    if (CurrentValuesOf(site, values).HasCall(source.Index) || (site.Control.HasCall(source.Index) && !FillsCache(write)))
                    {
                        (_decisions ??= []).Add(finding);
                    }
                }
                else if (read.Has(EffectTraits.Primary) && !IsLocked(site)
                    && (Overwrites(read, write) ? CurrentValuesOf(site, values).HasCall(source.Index) && IsChanged(site, source) : IsTaken(read, write, source)))
                {
                    (_lost ??= []).Add(finding);
                }
            }
        }

        // A read that is taken need not decide anything about the delete.
        if (write.Command.Name is not ("DEL" or "UNLINK") || _facts.Returned.Calls == 0 || IsLocked(site))
        {
            return;
        }

        LookForTaken(site, write);
    }

    private void LookForTaken(CallSite site, Effect write)
    {
        foreach (var source in _facts.Sites.Where(source => source.Index < site.Index && !site.Control.HasCall(source.Index) && _facts.Returned.HasCall(source.Index)))
        {
            foreach (var read in Own(source).Where(read => read.Has(EffectTraits.Primary) && read.IsOfSameKey(write) && IsTaken(read, write, source)))
            {
                (_lost ??= []).Add(new Finding(read, source.Place, write, site.Place));
            }
        }
    }

    // A transaction that asks for something of the same key is refused when that has changed.
    private bool IsGuarded(CallSite site, Effect write)
    {
        if (write.Has(EffectTraits.Queued))
        {
            foreach (var (queue, key) in _facts.Conditions)
            {
                if (key.Equals(write.Key) && (queue is null || queue.Equals(site.Queue)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private Sources ValuesOf(CallSite site, Effect write) => site.Kind == CallKind.Source ? _facts.SourcesOf(site, write.ValueParameters) : site.ValueSources;

    // A variable that was given another value on the way to the call holds that one, whatever it held before.
    private Sources CurrentValuesOf(CallSite site, Sources values)
    {
        if (site.Values.Count == 0)
        {
            return values;
        }

        var current = default(Sources);
        foreach (var value in site.Values)
        {
            var variables = value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(static local => local.Local).Distinct(SymbolEqualityComparer.Default).ToArray();
            var replaced = variables.Select(variable => LastValue(site.Operation, variable!)).ToArray();
            current = Array.TrueForAll(replaced, static other => other is null)
                ? current | _facts.SourcesOf(value)
                : replaced.Where(static other => other is not null).Aggregate(current, (sum, other) => sum | _facts.SourcesOf(other!));
        }

        return current;
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
                    return value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(local => SymbolEqualityComparer.Default.Equals(local.Local, variable)) ? null : value;
                }
            }
        }

        return null;
    }

    private static bool AreOtherFields(Effect read, Effect write) => read.Field is not null && write.Field is not null && !read.Field.Equals(write.Field);

    // A miss is filled from where the data is, and what was read is what a hit returns: staleness costs a second fill, and no more.
    private bool FillsCache(Effect write) => write.Command.RetryCategory is RetryCategory.WriteLastWins
        && _facts.Sites.Exists(site => _facts.Returned.HasCall(site.Index) && Own(site).Any(read =>
            !read.IsWrite && read.Key.Equals(write.Key) && (site.Kind != CallKind.Source || read.IsReturned) && !Questions.Contains(read.Command.Name)));

    private bool IsLocked(CallSite site) => _facts.Locks.Exists(place => place < site.Operation.Syntax.SpanStart)
        || _facts.Sites.Exists(earlier => earlier.Index < site.Index
            && earlier.Effects.Any(static write => write.IsWrite && write.Has(EffectTraits.Conditional) && write.Command.Name == "SET"));

    private static bool Overwrites(Effect read, Effect write) => (read.Command.Name, write.Command.Name) switch
    {
        ("GET", "SET") => true,
        ("HGET", "HSET") => read.Field is not null && read.Field.Equals(write.Field),
        _ => false,
    };

    private bool IsTaken(Effect read, Effect write, CallSite source) =>
        read.Command.Name == "GET" && write.Command.Name is "DEL" or "UNLINK" && _facts.Returned.HasCall(source.Index);

    // What is written as it was read is a refresh. Of an object that is passed on as it is, its members may have been changed.
    private bool IsChanged(CallSite site, CallSite source)
    {
        var values = site.Values.Count == 0
            ? site.Operation is IInvocationOperation call ? call.Arguments.Select(static argument => argument.Value) : []
            : site.Values;
        foreach (var value in values.Where(value => _facts.SourcesOf(value).HasCall(source.Index)))
        {
            var plain = KeyReader.Unwrap(value);
            if (plain is ILocalReferenceOperation { Local: var local })
            {
                if (_facts.Scope.OnlyValue(local) is { } only && IsValue(local.Type) && KeyReader.Unwrap(only) == source.Operation)
                {
                    continue;
                }

                if (_facts.Scope.OnlyValue(local) is null || !IsValue(local.Type) || KeyReader.Unwrap(_facts.Scope.OnlyValue(local)) != source.Operation)
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

    private static bool IsValue(ITypeSymbol type) => type.SpecialType != SpecialType.None || type.Name is "RedisValue" or "Nullable" or "Guid";

    // Read, compare with a token, delete.
    private bool IsRelease(CallSite site, Effect write, CallSite source, Effect read) =>
        write.Command.Name is "DEL" or "UNLINK" && read.Command.Name == "GET"
        && site.Conditions.SelectMany(static condition => condition.DescendantsAndSelf()).Any(operation => Compared(operation) is var (left, right)
            && ((IsReadIn(left, source) && IsToken(right, source)) || (IsReadIn(right, source) && IsToken(left, source))));

    private static (IOperation Left, IOperation Right)? Compared(IOperation operation) => operation switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => (comparison.LeftOperand, comparison.RightOperand),
        IInvocationOperation { TargetMethod.Name: "Equals", Instance: { } instance, Arguments: [var other, ..] } => (instance, other.Value),
        IInvocationOperation { TargetMethod: { Name: "Equals", IsStatic: true }, Arguments: [var one, var other, ..] } => (one.Value, other.Value),
        _ => null,
    };

    private bool IsReadIn(IOperation operand, CallSite source) => _facts.SourcesOf(operand).HasCall(source.Index);

    // A constant says in which state something is; a lock is held by a value of its holder's own.
    private bool IsToken(IOperation operand, CallSite source)
    {
        var plain = KeyReader.Unwrap(operand);
        return plain is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation { Field.HasConstantValue: false } or IPropertyReferenceOperation { Property.IsStatic: false }
            && !plain.ConstantValue.HasValue && !IsReadIn(plain, source);
    }
}
