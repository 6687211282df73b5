using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// Works out the summary of a method, and of those that it calls first. Methods that call one another in a circle are worked out
/// together, to a fixed point (Tarjan's strongly connected components, without recursion: a chain may be as long as its author likes).
/// </summary>
internal sealed class SummarySearch(RedisFlow flow, Stack<KnownMember> ready, CancellationToken cancellationToken)
{
    private const int MostRounds = 4;

    private readonly Dictionary<KnownMember, Node> _nodes = [];
    private readonly Stack<Node> _path = new();
    private readonly Stack<Node> _open = new();

    public Summary Run(KnownMember method)
    {
        Enter(method);
        while (_path.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var node = _path.Peek();
            if (node.Next < node.Outline.Callees.Length)
            {
                var callee = node.Outline.Callees[node.Next++];
                if (callee.Summary is not null)
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

        return method.Summary ?? Summary.Empty;
    }

    private void Enter(KnownMember method)
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
        if (_open.Peek() == root && !root.Outline.Callees.Contains(root.Method))
        {
            // No circle. Its findings too: when the driver comes to this member, nothing is left to do.
            _open.Pop();
            flow.Examine(root.Method, root.Blocks, root.Outline, ready, cancellationToken);
            root.Blocks = ImmutableArray<IOperation>.Empty;
            return;
        }

        var members = new List<Node>();
        Node member;
        do
        {
            members.Add(member = _open.Pop());
        }
        while (member != root);
        CloseCircle(members);
    }

    private void CloseCircle(List<Node> members)
    {
        var working = new Dictionary<KnownMember, Summary>();
        var touches = members.Exists(static node => node.Outline.TouchesRedis || node.Outline.Callees.Any(static callee => callee.Summary is { TouchesRedis: true }));
        for (var round = 0; touches && round < MostRounds; round++)
        {
            var before = working.Values.Sum(static summary => summary.Effects.Length);
            foreach (var node in members)
            {
                var facts = flow.FactsOf(node.Method.Symbol, node.Blocks, SummaryOf);
                working[node.Method] = Effects.Summarize(facts);
                facts.Release();
            }

            if (working.Values.Sum(static summary => summary.Effects.Length) == before)
            {
                break;
            }
        }

        foreach (var node in members)
        {
            flow.Keep(node.Method, SummaryOf(node.Method), touches ? null : MemberFindings.None, ready);
            node.Blocks = ImmutableArray<IOperation>.Empty;
        }

        Summary SummaryOf(KnownMember callee) => working.TryGetValue(callee, out var summary) ? summary : callee.Summary ?? Summary.Empty;
    }

    private sealed class Node(KnownMember method, ImmutableArray<IOperation> blocks, Outline outline, int order)
    {
        public KnownMember Method { get; } = method;

        public ImmutableArray<IOperation> Blocks { get; set; } = blocks;

        public Outline Outline { get; } = outline;

        public int Order { get; } = order;

        public int Low { get; set; } = order;

        public int Next { get; set; }
    }
}
