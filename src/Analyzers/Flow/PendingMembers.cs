using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// Members whose code has been shown, and that wait until it is known what the methods do that they call. To look at a method before
/// the driver shows it would bind it on the rules' account.
/// </summary>
internal sealed class PendingMembers
{
    // Each keeps its code alive. The driver shows most callees soon after their callers; what has waited for longer than so many others
    // may have to wait to the end, and its code is looked up again when it is asked for.
    private const int MostKept = 256;

    private readonly object _gate = new();
    private readonly Queue<PendingMember> _kept = new();

    // A member stays here when it has been looked at: each rule comes for it at the end of its file, and not before.
    private readonly Dictionary<SyntaxTree, KnownMember> _deferred = [];
    private readonly HashSet<SyntaxTree> _closed = [];

    /// <summary>Keeps a member until all that it calls is known; not where that is so already, or where all of its file has been shown.</summary>
    public bool TryAdd(KnownMember member, ImmutableArray<IOperation> blocks, Outline outline)
    {
        lock (_gate)
        {
            if (member.IsDeferred)
            {
                return true;
            }

            PendingMember? pending = null;
            foreach (var callee in outline.Callees)
            {
                if (callee.Summary is not null || callee == member)
                {
                    continue;
                }

                if (pending is null)
                {
                    if (!TryDefer(blocks[0].Syntax.SyntaxTree, member))
                    {
                        return false;
                    }

                    member.Pending = pending = new PendingMember(blocks, outline);
                    KeepCode(pending);
                }

                callee.Waiting = new(member, callee.Waiting);
                pending.Missing++;
            }

            return pending is not null;
        }
    }

    /// <summary>All of a file has been shown: the last of the members of it that had to wait, which leads to the others.</summary>
    public KnownMember? Close(SyntaxTree tree)
    {
        lock (_gate)
        {
            _closed.Add(tree);
            return _deferred.TryGetValue(tree, out var last) ? last : null;
        }
    }

    /// <summary>The code of a member, where it waits, and what was seen of it.</summary>
    public (ImmutableArray<IOperation> Blocks, Outline? Outline) CodeOf(KnownMember member)
    {
        lock (_gate)
        {
            return member.Pending is { } pending ? (pending.Blocks, pending.Outline) : (ImmutableArray<IOperation>.Empty, null);
        }
    }

    /// <summary>A member is known now: whatever waited for it alone need not wait any longer, nor need it itself.</summary>
    public void Known(KnownMember member, Stack<KnownMember> ready)
    {
        lock (_gate)
        {
            if (member.Findings is not null && member.Pending is { } pending)
            {
                pending.Forget();
                member.Pending = null;
            }

            var waiter = member.Waiting;
            member.Waiting = null;
            for (; waiter is not null; waiter = waiter.Before)
            {
                if (waiter.Member.Pending is { } waited && --waited.Missing == 0 && !waited.Blocks.IsEmpty)
                {
                    ready.Push(waiter.Member);
                }
            }
        }
    }

    private void KeepCode(PendingMember pending)
    {
        _kept.Enqueue(pending);
        if (_kept.Count > MostKept)
        {
            _kept.Dequeue().Forget();
        }
    }

    private bool TryDefer(SyntaxTree tree, KnownMember member)
    {
        if (_closed.Contains(tree))
        {
            return false;
        }

        _deferred.TryGetValue(tree, out var before);
        _deferred[tree] = member;
        member.Defer(before);
        return true;
    }
}
