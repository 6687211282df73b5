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
        return ValueFindings.Read(facts) with
        {
            Following = following,
            AlwaysFollowing = always,
            ReadsReplicas = facts.Sites.Exists(static site => site.Direct.Any(static effect => effect.MayBeServedByReplica && effect.Has(EffectTraits.Raw))),
        };
    }

    private static (ImmutableArray<Finding> Following, ImmutableArray<Finding> Always) Following(MemberFacts facts, RedisFlow flow, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        var always = new List<Finding>();
        ControlFlowGraph? whole = null;
        foreach (var body in facts.Bodies.Where(HasPair))
        {
            if ((whole ??= Graph(facts.Bodies[0].Root, flow, cancellationToken)) is { } outer && GraphOf(body, outer, cancellationToken) is { } graph)
            {
                new FollowingWrites(graph, body, flow, cancellationToken).Run(found, always);
            }
        }

        return (Sorted(found), Sorted(always));
    }

    private static ImmutableArray<Finding> Sorted(List<Finding> findings) => findings.OrderBy(static finding => finding.ReadAt.Span.Start).ToImmutableArray();

    private static bool HasPair(Body body)
    {
        var writes = body.Sites.SelectMany(static site => site.Effects).Where(static effect => effect.IsWrite && !effect.Has(EffectTraits.Settled)).ToArray();
        return writes.Length > 0 && body.Sites.SelectMany(static site => site.Effects).Any(read =>
            !read.IsWrite && (read.Traits & (EffectTraits.Replica | EffectTraits.ReadYourWrites)) != 0 && Array.Exists(writes, write => write.Changes(read)));
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
