using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// Works out the summary of a method, and of those that it calls first. Methods that call one another in a circle are worked out
/// together, to a fixed point (Tarjan's strongly connected components, without recursion: a chain may be as long as its author likes).
/// </summary>
internal sealed class SummarySearch(RedisFlow flow, Stack<PendingMember> ready, CancellationToken cancellationToken)
{
    private const int MostRounds = 4;

    private readonly Dictionary<IMethodSymbol, Node> _nodes = new(SymbolEqualityComparer.Default);
    private readonly Stack<Node> _path = new();
    private readonly Stack<Node> _open = new();

    public Summary Run(IMethodSymbol method)
    {
        Enter(method);
        while (_path.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var node = _path.Peek();
            if (node.Next < node.Outline.Callees.Length)
            {
                var callee = node.Outline.Callees[node.Next++];
                if (flow.TryGet(callee, out _))
                {
                    continue;
                }

                if (_nodes.TryGetValue(callee, out var seen))
                {
                    node.Low = Math.Min(node.Low, seen.Order);
                }
                else if (_nodes.Count >= flow.MostMethods)
                {
                    GiveUp();
                    return Summary.Empty;
                }
                else
                {
                    Enter(callee);
                }

                continue;
            }

            _path.Pop();
            if (_path.Count > 0)
            {
                _path.Peek().Low = Math.Min(_path.Peek().Low, node.Low);
            }

            if (node.Low == node.Order)
            {
                Close(node);
            }
        }

        return flow.TryGet(method, out var summary) ? summary : Summary.Empty;
    }

    private void Enter(IMethodSymbol method)
    {
        var (blocks, outline) = flow.CodeOf(method);
        var node = new Node(method, blocks, outline, _nodes.Count);
        _nodes.Add(method, node);
        _path.Push(node);
        _open.Push(node);
    }

    // What is not known yet stays unknown, so that the same is not tried again and again.
    private void GiveUp()
    {
        flow.CountLimit();
        foreach (var node in _open)
        {
            flow.Keep(node.Method, Summary.Empty, findings: null, ready);
        }
    }

    private void Close(Node root)
    {
        var members = new List<Node>();
        Node member;
        do
        {
            members.Add(member = _open.Pop());
        }
        while (member != root);

        var working = new Dictionary<IMethodSymbol, Summary>(SymbolEqualityComparer.Default);
        var findings = MemberFindings.None;
        var isCircle = members.Count > 1 || root.Outline.Callees.Contains(root.Method, SymbolEqualityComparer.Default);
        var touches = members.Exists(node => node.Outline.TouchesRedis || node.Outline.Callees.Any(callee => flow.TryGet(callee, out var summary) && !summary.IsEmpty));
        if (touches)
        {
            for (var round = 0; round < (isCircle ? MostRounds : 1); round++)
            {
                var before = working.Values.Sum(static summary => summary.Effects.Length);
                foreach (var node in members)
                {
                    var facts = flow.FactsOf(node.Method, node.Blocks, SummaryOf);
                    working[node.Method] = Effects.Summarize(facts);
                    if (!isCircle)
                    {
                        // The facts are at hand: when the driver comes to this member, nothing is left to do.
                        findings = FindingsReader.Read(facts, flow, cancellationToken);
                    }

                    facts.Release();
                }

                if (working.Values.Sum(static summary => summary.Effects.Length) == before)
                {
                    break;
                }
            }
        }

        foreach (var node in members)
        {
            flow.Keep(node.Method, working.TryGetValue(node.Method, out var summary) ? summary : Summary.Empty, isCircle ? null : findings, ready);
            node.Blocks = ImmutableArray<IOperation>.Empty;
        }

        Summary SummaryOf(IMethodSymbol callee) =>
            working.TryGetValue(callee, out var summary) || flow.TryGet(callee, out summary) ? summary : Summary.Empty;
    }

    private sealed class Node(IMethodSymbol method, ImmutableArray<IOperation> blocks, Outline outline, int order)
    {
        public IMethodSymbol Method { get; } = method;

        public ImmutableArray<IOperation> Blocks { get; set; } = blocks;

        public Outline Outline { get; } = outline;

        public int Order { get; } = order;

        public int Low { get; set; } = order;

        public int Next { get; set; }
    }
}
