using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// Members whose code has been shown, and that wait until it is known what the methods do that they call. To look at a method before
/// the driver shows it would bind it on the rules' account.
/// </summary>
internal sealed class PendingMembers
{
    // Each keeps its code alive. What is too much is looked up again when it is asked for.
    private const int Most = 64;

    private static readonly List<IMethodSymbol> None = [];

    private readonly object _gate = new();
    private readonly Dictionary<IMethodSymbol, PendingMember> _members = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, List<PendingMember>> _waiting = new(SymbolEqualityComparer.Default);

    // A member stays here when it has been looked at: each rule comes for it at the end of its file, and not before.
    private readonly Dictionary<SyntaxTree, List<IMethodSymbol>> _deferred = [];
    private readonly HashSet<IMethodSymbol> _allDeferred = new(SymbolEqualityComparer.Default);
    private readonly HashSet<SyntaxTree> _closed = [];

    /// <summary>Keeps a member until all that it calls is known; not where that is so already, or where all of its file has been shown.</summary>
    public bool TryAdd(IMethodSymbol method, ImmutableArray<IOperation> blocks, Outline outline, Func<IMethodSymbol, bool> isKnown)
    {
        lock (_gate)
        {
            if (_allDeferred.Contains(method))
            {
                return true;
            }

            PendingMember? member = null;
            foreach (var callee in outline.Callees)
            {
                if (isKnown(callee) || SymbolEqualityComparer.Default.Equals(callee, method))
                {
                    continue;
                }

                if (member is null)
                {
                    if (!TryDefer(blocks[0].Syntax.SyntaxTree, method))
                    {
                        return false;
                    }

                    var isKept = _members.Count < Most;
                    member = new PendingMember(method, isKept ? blocks : ImmutableArray<IOperation>.Empty, outline);
                    _members.Add(method, member);
                    if (!isKept)
                    {
                        return true;
                    }
                }

                if (!_waiting.TryGetValue(callee, out var waiting))
                {
                    _waiting.Add(callee, waiting = new(1));
                }

                waiting.Add(member);
                member.Missing++;
            }

            return member is not null;
        }
    }

    /// <summary>All of a file has been shown: the members of it that had to wait.</summary>
    public List<IMethodSymbol> Close(SyntaxTree tree)
    {
        lock (_gate)
        {
            _closed.Add(tree);
            return _deferred.TryGetValue(tree, out var deferred) ? deferred : None;
        }
    }

    /// <summary>What there is to say of the member is said at the end of its file, by every rule, whatever becomes known before.</summary>
    public bool IsDeferred(IMethodSymbol method)
    {
        lock (_gate)
        {
            return _allDeferred.Contains(method);
        }
    }

    /// <summary>The member, where it waits.</summary>
    public PendingMember? Find(IMethodSymbol method)
    {
        lock (_gate)
        {
            return _members.TryGetValue(method, out var member) ? member : null;
        }
    }

    /// <summary>A method is known now: whatever waited for it alone need not wait any longer, nor need it itself.</summary>
    public void Known(IMethodSymbol method, Stack<PendingMember> ready)
    {
        lock (_gate)
        {
            _members.Remove(method);
            if (!_waiting.TryGetValue(method, out var waiting))
            {
                return;
            }

            _waiting.Remove(method);
            foreach (var member in waiting)
            {
                if (--member.Missing == 0)
                {
                    ready.Push(member);
                }
            }
        }
    }

    private bool TryDefer(SyntaxTree tree, IMethodSymbol method)
    {
        if (_closed.Contains(tree))
        {
            return false;
        }

        if (!_deferred.TryGetValue(tree, out var deferred))
        {
            _deferred.Add(tree, deferred = new(2));
        }

        deferred.Add(method);
        _allDeferred.Add(method);
        return true;
    }
}
