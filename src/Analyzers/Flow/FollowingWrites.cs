using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// Which writes may have been sent, on some path, before each call of a function, and which have been on every path: a forward flow
/// over its control-flow graph to a fixed point. A function that has but one path needs no graph to be followed along it.
/// </summary>
internal sealed class FollowingWrites
{
    /// <summary>More than any method that a person reads; beyond it, nothing is said.</summary>
    private const int MostBlocks = 5_000;

    private const int MostRounds = 50;

    private readonly Body _body;
    private readonly RedisFlow _flow;
    private readonly Dictionary<SyntaxNode, CallSite> _sites = [];
    private readonly List<(CallSite Site, Effect Effect)> _writes = [];
    private readonly Dictionary<CallSite, WriteSet> _writesOf = [];
    private readonly Dictionary<ISymbol, WriteSet> _dependents = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<CaptureId, ISymbol> _captures = [];
    private readonly ISymbol[] _members;
    private readonly Dictionary<KnownMember, ISymbol[]> _assigned = [];
    private readonly CancellationToken _cancellationToken;

    public FollowingWrites(Body body, RedisFlow flow, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _body = body;
        _flow = flow;
        foreach (var site in body.Sites)
        {
            // Of a call that is both a property and something around it, the one that does something.
            if (site.Effects.Count > 0 || site.IsBarrier || !_sites.ContainsKey(site.Operation.Syntax))
            {
                _sites[site.Operation.Syntax] = site;
            }

            foreach (var effect in site.Effects)
            {
                if (effect.IsWrite && !effect.Has(EffectTraits.Settled))
                {
                    _writes.Add((site, effect));
                }
            }
        }

        _members = [.. _writes.SelectMany(static write => write.Effect.Key.Members()).Distinct(SymbolEqualityComparer.Default)];
        for (var i = 0; i < _writes.Count; i++)
        {
            _writesOf[_writes[i].Site] = (_writesOf.TryGetValue(_writes[i].Site, out var own) ? own : WriteSet.Empty).With(i);
        }
    }

    /// <summary>Follows the one path of a function without branches.</summary>
    public void RunStraight(List<Finding> found, List<Finding> always)
    {
        List<(CallSite?, ISymbol?)>? steps = null;
        AddSteps(_body.Root, ref steps);
        Transfer(steps?.ToArray() ?? [], (WriteSet.Empty, WriteSet.Empty), Reporter(found, always), out _);
    }

    public void Run(ControlFlowGraph graph, List<Finding> found, List<Finding> always)
    {
        if (graph.Blocks.Length > MostBlocks)
        {
            _flow.CountLimit();
            return;
        }

        var paths = new Paths(graph, Array.ConvertAll(graph.Blocks.ToArray(), Steps));
        var states = new (WriteSet May, WriteSet Must)?[graph.Blocks.Length];

        // In the order of the text, so that what joins again is looked at once, and not once for each way to it.
        var pending = new SortedSet<int> { 0 };
        states[0] = (WriteSet.Empty, WriteSet.Empty);
        var rounds = 0;
        while (pending.Count > 0)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (++rounds > MostRounds * graph.Blocks.Length)
            {
                _flow.CountLimit();
                return;
            }

            var block = graph.Blocks[pending.Min];
            pending.Remove(block.Ordinal);
            var before = states[block.Ordinal]!.Value;
            var after = Transfer(paths.Steps[block.Ordinal], before, report: null, out var anywhere);
            foreach (var (successor, may, must) in Successors(paths, block, before.Must, after, anywhere))
            {
                (WriteSet May, WriteSet Must) merged = states[successor] is { } known ? (known.May.Union(may), known.Must.Intersect(must)) : (may, must);
                if (states[successor] is not { } old || !old.May.Equals(merged.May) || !old.Must.Equals(merged.Must))
                {
                    states[successor] = merged;
                    pending.Add(successor);
                }
            }
        }

        var report = Reporter(found, always);
        foreach (var block in graph.Blocks)
        {
            if (states[block.Ordinal] is { } before)
            {
                Transfer(paths.Steps[block.Ordinal], before, report, out _);
            }
        }
    }

    private Action<CallSite, (WriteSet May, WriteSet Must)> Reporter(List<Finding> found, List<Finding> always)
    {
        var reported = new HashSet<(Place, bool)>();
        return (site, state) => Report(site, state, found, always, reported);
    }

    private void Report(CallSite site, (WriteSet May, WriteSet Must) state, List<Finding> found, List<Finding> always, HashSet<(Place, bool)> reported)
    {
        foreach (var read in site.Effects)
        {
            if (read.IsWrite || read.Has(EffectTraits.Settled))
            {
                continue;
            }

            if (read.MayBeServedByReplica && Nearest(read, site, state.May) is { } write && reported.Add((site.Place, true)))
            {
                found.Add(new Finding(read, ReadAt(read, site), write.Effect, write.Site.Place));
            }
            else if (read.Has(EffectTraits.ReadYourWrites) && Nearest(read, site, state.Must) is { } certain && reported.Add((site.Place, false)))
            {
                always.Add(new Finding(read, ReadAt(read, site), certain.Effect, certain.Site.Place));
            }
        }
    }

    // A field that varies is another field in the next round of a loop.
    private static bool IsOfAnotherRound(CallSite site, Effect write, CallSite at, Effect read) =>
        site.Index >= at.Index && write.Field is { IsConstant: false } && read.Field is not null;

    // In a lambda that the call is passed, the read itself stands in the member.
    internal static Place ReadAt(Effect read, CallSite site) =>
        read.Place.Tree == site.Place.Tree && site.Place.Span.Contains(read.Place.Span) ? read.Place : site.Place;

    // The last one before the read in the text; else, in a loop, the last one after it.
    private (CallSite Site, Effect Effect)? Nearest(Effect read, CallSite at, WriteSet writes)
    {
        (CallSite Site, Effect Effect)? nearest = null;
        for (var i = 0; i < _writes.Count; i++)
        {
            var (site, effect) = _writes[i];
            if (writes.Has(i) && effect.Changes(read) && !IsOfAnotherRound(site, effect, at, read) && (site.Together is null || site.Together != at.Together)
                && (nearest is not { } other || (site.Index < at.Index, site.Index).CompareTo((other.Site.Index < at.Index, other.Site.Index)) > 0))
            {
                nearest = (site, effect);
            }
        }

        return nearest;
    }

    private IEnumerable<(int Block, WriteSet May, WriteSet Must)> Successors(
        Paths paths, BasicBlock block, WriteSet mustBefore, (WriteSet May, WriteSet Must) after, WriteSet anywhere)
    {
        foreach (var (branch, isConditional) in new[] { (block.FallThroughSuccessor, false), (block.ConditionalSuccessor, true) })
        {
            if (branch is null)
            {
                continue;
            }

            var (may, must) = after;
            if (block.ConditionKind != ControlFlowConditionKind.None && block.BranchValue is { } condition)
            {
                var holds = isConditional == (block.ConditionKind == ControlFlowConditionKind.WhenTrue);
                var undone = Undone(condition, holds);
                may = may.Except(undone);
                must = must.Except(undone);
            }

            // What leaves through a finally takes what that does along; what else comes through the same finally stays apart.
            foreach (var region in branch.FinallyRegions)
            {
                yield return (region.FirstBlockOrdinal, may, must);
                (may, must) = Through(paths, region, may, must);
            }

            if (branch.Destination is { } destination)
            {
                yield return (destination.Ordinal, may, must);
            }
        }

        // An exception may leave the block after any of its operations. A lambda's graph ends at its root, around which the outer graph's regions go on.
        for (var region = block.EnclosingRegion; region is not null && region != paths.Graph.Root; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Try && region.EnclosingRegion is { } whole)
            {
                foreach (var handler in whole.NestedRegions)
                {
                    if (handler != region)
                    {
                        yield return (handler.FirstBlockOrdinal, anywhere, mustBefore.Intersect(after.Must));
                    }
                }
            }
        }
    }

    private (WriteSet May, WriteSet Must) Through(Paths paths, ControlFlowRegion region, WriteSet may, WriteSet must)
    {
        for (var ordinal = region.FirstBlockOrdinal; ordinal <= region.LastBlockOrdinal; ordinal++)
        {
            foreach (var (site, _) in paths.Steps[ordinal])
            {
                if (site is null)
                {
                    continue;
                }

                if (site.IsBarrier)
                {
                    (may, must) = (WriteSet.Empty, WriteSet.Empty);
                }

                if (_writesOf.TryGetValue(site, out var writes))
                {
                    may = may.Union(writes);
                }
            }
        }

        return (may, must);
    }

    private (WriteSet May, WriteSet Must) Transfer(
        (CallSite? Site, ISymbol? Changed)[] steps, (WriteSet May, WriteSet Must) state, Action<CallSite, (WriteSet May, WriteSet Must)>? report, out WriteSet anywhere)
    {
        anywhere = state.May;
        foreach (var (site, changed) in steps)
        {
            if (changed is not null)
            {
                state = Forget(changed, state);
                continue;
            }

            report?.Invoke(site!, state);
            if (site!.IsBarrier)
            {
                state = (WriteSet.Empty, WriteSet.Empty);
            }

            foreach (var member in AssignedBy(site))
            {
                state = Forget(member, state);
            }

            if (_writesOf.TryGetValue(site, out var writes))
            {
                state = (state.May.Union(writes), state.Must.Union(writes));
            }

            anywhere = anywhere.Union(state.May);
        }

        return state;
    }

    // What happens in a block, in order: calls that matter, and variables that are given another value.
    private (CallSite? Site, ISymbol? Changed)[] Steps(BasicBlock block)
    {
        List<(CallSite?, ISymbol?)>? steps = null;
        foreach (var whole in block.Operations)
        {
            AddSteps(whole, ref steps);
        }

        if (block.BranchValue is { } branch)
        {
            AddSteps(branch, ref steps);
        }

        return steps?.ToArray() ?? [];
    }

    private void AddSteps(IOperation whole, ref List<(CallSite? Site, ISymbol? Changed)>? steps)
    {
        foreach (var operation in InOrder(whole))
        {
            switch (operation)
            {
                case IFlowCaptureOperation capture when Variable(capture.Value) is { } captured:
                    _captures[capture.Id] = captured;
                    break;
                case IDeconstructionAssignmentOperation { Target: ITupleOperation targets }:
                    foreach (var target in targets.DescendantsAndSelf())
                    {
                        AddChange(target, ref steps);
                    }

                    break;
                case IAssignmentOperation assignment:
                    AddChange(assignment.Target, ref steps);
                    break;
                case IIncrementOrDecrementOperation changed:
                    AddChange(changed.Target, ref steps);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    AddChange(argument.Value, ref steps);
                    break;
            }

            if (SiteOf(operation) is { } site)
            {
                (steps ??= []).Add((site, null));
            }
        }
    }

    private void AddChange(IOperation target, ref List<(CallSite? Site, ISymbol? Changed)>? steps)
    {
        if (Variable(target) is { } changed)
        {
            (steps ??= []).Add((null, changed));
        }
    }

    // The fields and properties in keys that a call assigns on its way.
    private ISymbol[] AssignedBy(CallSite site)
    {
        if (site.Callee is null || _members.Length == 0)
        {
            return [];
        }

        if (!_assigned.TryGetValue(site.Callee, out var assigned))
        {
            _assigned.Add(site.Callee, assigned = [.. _members.Where(member => _flow.MayAssign(site.Callee, member, _cancellationToken))]);
        }

        return assigned;
    }

    private CallSite? SiteOf(IOperation operation) =>
        operation is IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation && _sites.TryGetValue(operation.Syntax, out var site)
            && site.Operation.Kind == operation.Kind ? site : null;

    private (WriteSet May, WriteSet Must) Forget(ISymbol symbol, (WriteSet May, WriteSet Must) state)
    {
        if (!_dependents.TryGetValue(symbol, out var dependents))
        {
            dependents = WriteSet.Empty;
            for (var i = 0; i < _writes.Count; i++)
            {
                if (_writes[i].Effect.Key.DependsOn(symbol))
                {
                    dependents = dependents.With(i);
                }
            }

            _dependents.Add(symbol, dependents);
        }

        return (state.May.Except(dependents), state.Must.Except(dependents));
    }

    private ISymbol? Variable(IOperation? target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member => member.Member.OriginalDefinition,
        IFlowCaptureReferenceOperation captured => _captures.TryGetValue(captured.Id, out var symbol) ? symbol : null,
        IDeclarationExpressionOperation declared => Variable(declared.Expression),
        _ => null,
    };

    // The writes that are known to have done nothing where the condition has this value: SET NX said no, DEL found no key.
    private WriteSet Undone(IOperation condition, bool holds)
    {
        while (true)
        {
            condition = KeyReader.Unwrap(condition)!;
            switch (condition)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    condition = not.Operand;
                    holds = !holds;
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: var value } } comparison
                    when value is false or true or 0 or 0L:
                    holds = holds == (comparison.OperatorKind == BinaryOperatorKind.Equals);
                    holds = value is true ? holds : !holds;
                    condition = comparison.LeftOperand;
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan, RightOperand.ConstantValue: { HasValue: true, Value: 0 or 0L } } comparison:
                    condition = comparison.LeftOperand;
                    continue;
                case ILocalReferenceOperation { Local: var local }:
                    return holds ? WriteSet.Empty : Telling(_sites.Values.Where(site => site.ResultLocal is { } result && SymbolEqualityComparer.Default.Equals(result, local)));
                case IInvocationOperation call:
                    return !holds && SiteOf(call) is { } site ? Telling([site]) : WriteSet.Empty;
                default:
                    return WriteSet.Empty;
            }
        }
    }

    private WriteSet Telling(IEnumerable<CallSite> sites) => sites
        .Where(static site => site.Effects.All(static effect => effect.Has(EffectTraits.TellsWhetherDone)))
        .Aggregate(WriteSet.Empty, (sum, site) => _writesOf.TryGetValue(site, out var writes) ? sum.Union(writes) : sum);

    // Operands are evaluated before what they are operands of.
    private static List<IOperation> InOrder(IOperation operation)
    {
        // What comes first in a walk from the right comes last in the evaluation.
        var order = new List<IOperation>();
        var pending = new Stack<IOperation>();
        pending.Push(operation);
        while (pending.Count > 0)
        {
            var next = pending.Pop();
            order.Add(next);
            if (next is not IFlowAnonymousFunctionOperation)
            {
                foreach (var child in next.ChildOperations)
                {
                    pending.Push(child);
                }
            }
        }

        order.Reverse();
        return order;
    }

    /// <summary>A graph, and what happens in each of its blocks.</summary>
    private sealed record Paths(ControlFlowGraph Graph, (CallSite? Site, ISymbol? Changed)[][] Steps);
}
