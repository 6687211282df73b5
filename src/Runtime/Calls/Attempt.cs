using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>
/// One sending of a call, whose answer somebody waits for and may stop waiting for. The object may serve one sending after the other; who
/// ends the waiting for one of them decides how it ends, and everybody else comes too late.
/// </summary>
internal abstract class Attempt
{
    /// <summary>What an object that outlives calls runs in: it must not hold on to what flows with one of them.</summary>
    protected static readonly ExecutionContext NobodysContext = Capture();

    // Every sending has a number. It is odd while somebody waits for its answer.
    private long _number;

    /// <summary>Where the object is listed.</summary>
    internal AttemptList? List { get; set; }

    internal Attempt? Previous { get; set; }

    internal Attempt? Next { get; set; }

    /// <summary>The node that it was sent to.</summary>
    protected DeploymentNode? Node { get; private set; }

    /// <summary>Whether the call may be sent to another node though this sending may still be applied.</summary>
    protected bool MayBeRepeatedElsewhere { get; private set; }

    /// <summary>Ends the waiting for the answer of a node, where the call may be repeated elsewhere.</summary>
    /// <returns>Whether somebody waited, and nobody else has ended it. Then <see cref="GiveUp"/> is the caller's to call.</returns>
    public bool TryEndAt(DeploymentNode node)
    {
        // The number comes first: with it, what is read after it belongs to the sending that is ended, or none is.
        var number = Volatile.Read(ref _number);
        return MayBeRepeatedElsewhere && ReferenceEquals(Node, node) && TryEnd(number);
    }

    /// <summary>Says how the waiting has ended. Only for who has ended it.</summary>
    public abstract void GiveUp(Exception why);

    protected void BeginAt(DeploymentNode node, bool mayBeRepeatedElsewhere)
    {
        Node = node;
        MayBeRepeatedElsewhere = mayBeRepeatedElsewhere;
        Interlocked.Increment(ref _number);
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
