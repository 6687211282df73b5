using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Which writes may have been sent, on some path, before each replica read of the same key: a forward flow to a fixed point.</summary>
internal sealed class ReachingWrites
{
    /// <summary>More than any method that a person reads; beyond it, nothing is said.</summary>
    private const int MostBlocks = 5_000;

    private readonly ControlFlowGraph _graph;
    private readonly KnownSymbols _symbols;
    private readonly Dictionary<IInvocationOperation, (RedisAccess Access, ImmutableArray<KeyTerm> Keys)> _accesses = [];
    private readonly ImmutableHashSet<Write>[] _before;

    private ReachingWrites(ControlFlowGraph graph, KnownSymbols symbols)
    {
        _graph = graph;
        _symbols = symbols;
        _before = [.. graph.Blocks.Select(static _ => ImmutableHashSet<Write>.Empty)];
    }

    /// <summary>Each replica read that a write of its key may precede, with that write.</summary>
    public static IEnumerable<(RedisAccess Read, KeyTerm Key, RedisAccess Write)> Find(
        ControlFlowGraph graph, KnownSymbols symbols, CancellationToken cancellationToken) =>
        graph.Blocks.Length > MostBlocks ? [] : new ReachingWrites(graph, symbols).Run(cancellationToken);

    private List<(RedisAccess Read, KeyTerm Key, RedisAccess Write)> Run(CancellationToken cancellationToken)
    {
        var pending = new Queue<BasicBlock>(_graph.Blocks.Where(static block => block.IsReachable));
        while (pending.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = pending.Dequeue();
            var after = Transfer(block, _before[block.Ordinal], found: null, out var anywhere);
            foreach (var (successor, writes) in Successors(block, after, anywhere))
            {
                var merged = _before[successor.Ordinal].Union(writes);
                if (merged.Count > _before[successor.Ordinal].Count)
                {
                    _before[successor.Ordinal] = merged;
                    pending.Enqueue(successor);
                }
            }
        }

        var found = new List<(RedisAccess Read, KeyTerm Key, RedisAccess Write)>();
        foreach (var block in _graph.Blocks.Where(static block => block.IsReachable))
        {
            Transfer(block, _before[block.Ordinal], found, out _);
        }

        return found;
    }

    private static IEnumerable<BasicBlock> Destinations(ControlFlowBranch? branch, ControlFlowGraph graph)
    {
        if (branch is null)
        {
            yield break;
        }

        foreach (var region in branch.FinallyRegions)
        {
            yield return graph.Blocks[region.FirstBlockOrdinal];
        }

        if (branch.Destination is { } destination)
        {
            yield return destination;
        }
    }

    private IEnumerable<(BasicBlock Block, ImmutableHashSet<Write> Writes)> Successors(
        BasicBlock block, ImmutableHashSet<Write> after, ImmutableHashSet<Write> anywhere)
    {
        foreach (var destination in Destinations(block.FallThroughSuccessor, _graph).Concat(Destinations(block.ConditionalSuccessor, _graph)))
        {
            yield return (destination, after);
        }

        // An exception may leave the block after any of its operations.
        for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Try && region.EnclosingRegion is { } whole)
            {
                foreach (var handler in whole.NestedRegions.Where(nested => nested != region))
                {
                    yield return (_graph.Blocks[handler.FirstBlockOrdinal], anywhere);
                }
            }
        }

        // What runs after a finally is what was left for its sake.
        if (block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.StructuredExceptionHandling })
        {
            for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
            {
                if (region.Kind == ControlFlowRegionKind.Finally)
                {
                    foreach (var left in _graph.Blocks.Where(candidate => Leaves(candidate.FallThroughSuccessor, region) || Leaves(candidate.ConditionalSuccessor, region)))
                    {
                        foreach (var branch in new[] { left.FallThroughSuccessor, left.ConditionalSuccessor })
                        {
                            if (Leaves(branch, region) && branch!.Destination is { } destination)
                            {
                                yield return (destination, after);
                            }
                        }
                    }
                }
            }
        }
    }

    private static bool Leaves(ControlFlowBranch? branch, ControlFlowRegion region) => branch is not null && branch.FinallyRegions.Contains(region);

    private ImmutableHashSet<Write> Transfer(
        BasicBlock block,
        ImmutableHashSet<Write> writes,
        List<(RedisAccess Read, KeyTerm Key, RedisAccess Write)>? found,
        out ImmutableHashSet<Write> anywhere)
    {
        anywhere = writes;
        var operations = block.BranchValue is null ? block.Operations : block.Operations.Add(block.BranchValue);
        foreach (var operation in operations.SelectMany(InOrder))
        {
            switch (operation)
            {
                case IInvocationOperation call when IsBarrier(call):
                    writes = ImmutableHashSet<Write>.Empty;
                    break;
                case IInvocationOperation call:
                    writes = Apply(call, writes, found);
                    break;
                case IAssignmentOperation assignment:
                    writes = Forget(assignment.Target, writes);
                    break;
                case IIncrementOrDecrementOperation changed:
                    writes = Forget(changed.Target, writes);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    writes = Forget(argument.Value, writes);
                    break;
            }

            anywhere = anywhere.Union(writes);
        }

        return writes;
    }

    private ImmutableHashSet<Write> Apply(
        IInvocationOperation call, ImmutableHashSet<Write> writes, List<(RedisAccess Read, KeyTerm Key, RedisAccess Write)>? found)
    {
        if (!_accesses.TryGetValue(call, out var known))
        {
            var access = RedisAccess.Of(call, _symbols);
            known = (access!, access is null ? ImmutableArray<KeyTerm>.Empty : access.Keys(_symbols).ToImmutableArray());
            _accesses.Add(call, known);
        }

        if (known.Access is null)
        {
            return writes;
        }

        if (known.Access.MayBeServedByReplica && found is not null)
        {
            foreach (var key in known.Keys)
            {
                var write = writes
                    .Where(write => write.Key.IsSame(key) && IsSameDatabase(write.Access, known.Access))
                    .OrderBy(static write => write.Access.Call.Syntax.SpanStart)
                    .LastOrDefault();
                if (write is not null)
                {
                    found.Add((known.Access, key, write.Access));
                    break;
                }
            }
        }

        return known.Access.IsWrite ? writes.Union(known.Keys.Select(key => new Write(known.Access, key))) : writes;
    }

    private static bool IsSameDatabase(RedisAccess write, RedisAccess read) =>
        write.DatabaseIndex() is not { } written || read.DatabaseIndex() is not { } asked || written == asked;

    private static ImmutableHashSet<Write> Forget(IOperation target, ImmutableHashSet<Write> writes)
    {
        var symbol = target switch
        {
            ILocalReferenceOperation local => (ISymbol)local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation property => property.Property,
            _ => null,
        };
        return symbol is null ? writes : writes.Except(writes.Where(write => write.Key.Symbols.Contains(symbol)));
    }

    /// <summary>WAIT and WAITAOF return once replicas have what was written.</summary>
    private static bool IsBarrier(IInvocationOperation call) =>
        call.TargetMethod.Name is "Execute" or "ExecuteAsync"
        && call.Arguments.FirstOrDefault()?.Value.ConstantValue is { HasValue: true, Value: string command }
        && (command.Equals("WAIT", StringComparison.OrdinalIgnoreCase) || command.Equals("WAITAOF", StringComparison.OrdinalIgnoreCase));

    // Operands are evaluated before what they are operands of.
    private static IEnumerable<IOperation> InOrder(IOperation operation)
    {
        var pending = new Stack<(IOperation Operation, bool IsOpened)>();
        pending.Push((operation, false));
        while (pending.Count > 0)
        {
            var (next, isOpened) = pending.Pop();
            if (isOpened)
            {
                yield return next;
                continue;
            }

            pending.Push((next, true));
            if (next is not IFlowAnonymousFunctionOperation)
            {
                foreach (var child in next.ChildOperations.Reverse())
                {
                    pending.Push((child, false));
                }
            }
        }
    }

    private sealed record Write(RedisAccess Access, KeyTerm Key);
}
