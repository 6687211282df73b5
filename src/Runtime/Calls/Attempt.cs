using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>
/// One sending of a call, whose answer a caller waits for. The object may serve one sending after the other. The first that ends the waiting
/// for a sending decides how it ends.
/// </summary>
internal abstract class Attempt
{
    /// <summary>The default execution context, so that pooled attempts do not capture a caller's AsyncLocals.</summary>
    protected static readonly ExecutionContext NobodysContext = Capture();

    // Every sending has a number. It is odd while a caller waits for its answer.
    private long _number;
    private AttemptDeadlines? _deadlines;
    private long _deadline;
    private long _reviewAt;
    private bool _isForPrimary;
    private long _begunAt;

    /// <summary>The list that holds the object.</summary>
    internal AttemptList? List { get; set; }

    internal Attempt? Previous { get; set; }

    internal Attempt? Next { get; set; }

    /// <summary>The node that it was sent to.</summary>
    protected DeploymentNode? Node { get; private set; }

    /// <summary>Whether the call may be sent to another node though this sending may still be applied.</summary>
    protected bool MayBeRepeatedElsewhere { get; private set; }

    /// <summary>Ends the waiting for the answer of a node, where the call may be repeated elsewhere.</summary>
    /// <returns>Whether a caller waited, and nothing else has ended it. Then <see cref="GiveUp"/> has to be called.</returns>
    public bool TryEndAt(DeploymentNode node)
    {
        // The number comes first: with it, what is read after it belongs to the sending that is ended, or none is.
        var number = Volatile.Read(ref _number);
        return MayBeRepeatedElsewhere && ReferenceEquals(Node, node) && TryEnd(number);
    }

    /// <summary>
    /// Ends the waiting for an answer that is due. A call that cannot be repeated waits longer, unless its node was replaced as primary: after
    /// that, no reply can make it succeed, and only a refusal is worth waiting for.
    /// </summary>
    /// <param name="deadlines">The deadlines of one router.</param>
    /// <param name="now">The current time.</param>
    /// <param name="next">The earliest moment at which an attempt is to be looked at again.</param>
    /// <returns>Why it was ended, if it was. Then <see cref="GiveUp"/> has to be called.</returns>
    public Exception? Expire(AttemptDeadlines deadlines, long now, ref long next)
    {
        var number = Volatile.Read(ref _number);
        if ((number & 1) == 0 || !ReferenceEquals(_deadlines, deadlines))
        {
            return null;
        }

        var (deadline, reviewAt, begunAt, node) = (_deadline, _reviewAt, _begunAt, Node);
        var isReplaced = reviewAt <= now && _isForPrimary && node?.State.IsReplaced == true;
        if (deadline > now && !isReplaced)
        {
            next = Math.Min(next, Math.Min(deadline, Math.Max(reviewAt, now + deadlines.ReviewInterval)));
            return null;
        }

        if (!TryEnd(number))
        {
            return null;
        }

        return isReplaced ? ReplacedPrimaryException.Before(node!) : AttemptTimeoutException.Of(node!.Name, deadlines.Between(begunAt, now));
    }

    /// <summary>Reports how the waiting has ended. Only for the caller that has ended it.</summary>
    public abstract void GiveUp(Exception why);

    protected void BeginAt(DeploymentNode node, bool isForPrimary, bool mayBeRepeated, long startedAt, long sentAt, AttemptDeadlines deadlines)
    {
        Node = node;
        MayBeRepeatedElsewhere = isForPrimary && mayBeRepeated;
        (_isForPrimary, _deadlines, _begunAt) = (isForPrimary, deadlines, sentAt);
        _deadline = deadlines.Of(startedAt, sentAt, mayBeRepeated);
        _reviewAt = deadlines.Of(startedAt, sentAt, mayBeRepeated: true);
        Interlocked.Increment(ref _number);
        deadlines.Watch(_reviewAt);
    }

    /// <summary>Lets go of the router, so that an object that waits for its next call does not keep it alive.</summary>
    protected void Forget()
    {
        Node = null;
        _deadlines = null;
    }

    protected bool TryEnd() => TryEnd(Volatile.Read(ref _number));

    private bool TryEnd(long number) =>
        (number & 1) != 0 && Interlocked.CompareExchange(ref _number, number + 1, number) == number;

    private static ExecutionContext Capture()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }
}
