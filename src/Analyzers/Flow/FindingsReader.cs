using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Looks for the faults in a member's facts.</summary>
internal static class FindingsReader
{
    public static MemberFindings Read(MemberFacts facts, RedisFlow flow, CancellationToken cancellationToken)
    {
        var (following, always) = Following(facts, flow, cancellationToken);
        var values = ValueFindings.Read(facts, flow, cancellationToken);
        var readsReplicas = ReadsReplicas(facts);
        var takesLocks = facts.Sites.Exists(static site => site.Direct.Exists(static effect => effect.Has(EffectTraits.Claims) && effect.Has(EffectTraits.Raw)));
        return following.IsEmpty && always.IsEmpty && !readsReplicas && !takesLocks
            ? values
            : values with { Following = following, AlwaysFollowing = always, ReadsReplicas = readsReplicas, TakesLocks = takesLocks };
    }

    private static (ImmutableArray<Finding> Following, ImmutableArray<Finding> Always) Following(MemberFacts facts, RedisFlow flow, CancellationToken cancellationToken)
    {
        List<Finding>? found = null, always = null;
        ControlFlowGraph? whole = null;
        foreach (var body in facts.Bodies)
        {
            if (!HasPair(body))
            {
                continue;
            }

            if (StraightPath.IsFor(facts, body))
            {
                StraightPath.Run(body, found ??= [], always ??= []);
                continue;
            }

            var writes = new FollowingWrites(body, flow, cancellationToken);
            if (facts.IsStraight)
            {
                writes.RunStraight(found ??= [], always ??= []);
            }
            else if ((whole ??= Graph(facts.Bodies[0].Root, flow, cancellationToken)) is { } outer && GraphOf(body, outer, cancellationToken) is { } graph)
            {
                writes.Run(graph, found ??= [], always ??= []);
            }
        }

        return (Sorted(found), Sorted(always));
    }

    private static ImmutableArray<Finding> Sorted(List<Finding>? findings) =>
        findings switch
        {
            not { Count: > 0 } => ImmutableArray<Finding>.Empty,
            [var only] => ImmutableArray.Create(only),
            _ => findings.OrderBy(static finding => finding.ReadAt.Span.Start).ToImmutableArray(),
        };

    private static bool ReadsReplicas(MemberFacts facts)
    {
        foreach (var site in facts.Sites)
        {
            foreach (var effect in site.Direct)
            {
                if (effect.MayBeServedByReplica && effect.Has(EffectTraits.Raw))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasPair(Body body)
    {
        foreach (var site in body.Sites)
        {
            foreach (var read in site.Effects)
            {
                if (!read.IsWrite && (read.Traits & (EffectTraits.Replica | EffectTraits.ReadYourWrites)) != 0 && IsWritten(read, body))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsWritten(Effect read, Body body)
    {
        foreach (var site in body.Sites)
        {
            foreach (var write in site.Effects)
            {
                if (write.IsWrite && !write.Has(EffectTraits.Settled) && write.Changes(read))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ControlFlowGraph? Graph(IOperation block, RedisFlow flow, CancellationToken cancellationToken)
    {
        var root = block;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        flow.CountGraph();
        return root switch
        {
            IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellationToken),
            IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellationToken),
            IBlockOperation body => ControlFlowGraph.Create(body, cancellationToken),
            IFieldInitializerOperation field => ControlFlowGraph.Create(field, cancellationToken),
            IPropertyInitializerOperation property => ControlFlowGraph.Create(property, cancellationToken),
            _ => null,
        };
    }

    // Lambdas and local functions have graphs of their own, within that of the function around them.
    private static ControlFlowGraph? GraphOf(Body body, ControlFlowGraph outer, CancellationToken cancellationToken)
    {
        if (body.Root is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            return outer;
        }

        var pending = new Stack<ControlFlowGraph>();
        pending.Push(outer);
        while (pending.Count > 0)
        {
            var graph = pending.Pop();
            foreach (var function in graph.LocalFunctions)
            {
                var inner = graph.GetLocalFunctionControlFlowGraph(function, cancellationToken);
                if (SymbolEqualityComparer.Default.Equals(function, body.Symbol))
                {
                    return inner;
                }

                pending.Push(inner);
            }

            foreach (var lambda in graph.Blocks
                .SelectMany(static block => block.BranchValue is null ? block.Operations : block.Operations.Add(block.BranchValue))
                .SelectMany(static operation => operation.DescendantsAndSelf())
                .OfType<IFlowAnonymousFunctionOperation>())
            {
                var inner = graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken);
                if (SymbolEqualityComparer.Default.Equals(lambda.Symbol, body.Symbol))
                {
                    return inner;
                }

                pending.Push(inner);
            }
        }

        return null;
    }
}
