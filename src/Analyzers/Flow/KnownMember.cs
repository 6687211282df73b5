using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// A member of the source and what is known of it: the one object that its callers, the rules and those that wait for it hold. Safe for
/// use from any number of threads, but for what waits and what is waited for, which only <see cref="PendingMembers"/> touches, under its lock.
/// </summary>
internal sealed class KnownMember(ISymbol symbol)
{
    private Summary? _summary;
    private MemberFindings? _findings;
    private CallShape? _call;
    private bool _isDeferred;

    /// <summary>The member, as its type declares it.</summary>
    public ISymbol Symbol { get; } = symbol;

    /// <summary>What a call of it does; null until that is known.</summary>
    public Summary? Summary => Volatile.Read(ref _summary);

    /// <summary>What the rules have to say of it; null until that is known, which may be later than the summary.</summary>
    public MemberFindings? Findings => Volatile.Read(ref _findings);

    /// <summary>What there is to say of it is said at the end of its file, by every rule, whatever becomes known before.</summary>
    public bool IsDeferred => Volatile.Read(ref _isDeferred);

    /// <summary>What calls of it mean.</summary>
    public CallShape Call => _call ?? Interlocked.CompareExchange(ref _call, new CallShape(CallKind.Source) { Callee = this }, comparand: null) ?? _call;

    /// <summary>Its code and what it waits for, for as long as it waits.</summary>
    public PendingMember? Pending { get; set; }

    /// <summary>The last of the members that wait for this one.</summary>
    public Waiter? Waiting { get; set; }

    /// <summary>The member of its file that was left for the end of the file before this one.</summary>
    public KnownMember? DeferredBefore { get; private set; }

    /// <summary>Keeps what is known, unless another thread came first: all rules report on the same.</summary>
    public void Keep(Summary summary, MemberFindings? findings)
    {
        Interlocked.CompareExchange(ref _summary, summary, comparand: null);
        if (findings is not null)
        {
            Interlocked.CompareExchange(ref _findings, findings, comparand: null);
        }
    }

    /// <summary>Leaves what there is to say for the end of the file.</summary>
    /// <param name="before">The member of the file that was left for then before.</param>
    public void Defer(KnownMember? before)
    {
        DeferredBefore = before;
        Volatile.Write(ref _isDeferred, true);
    }

    /// <summary>A member that waits for another, and who waited for that before.</summary>
    internal sealed record Waiter(KnownMember Member, Waiter? Before);
}
