namespace RedisSafety.Resilience;

/// <summary>One sending of a call, whose answer somebody waits for and may stop waiting for.</summary>
internal abstract class Attempt
{
    /// <summary>What an object that outlives calls runs in: it must not hold on to what flows with one of them.</summary>
    protected static readonly ExecutionContext NobodysContext = Capture();

    /// <summary>Whether the call may be sent to another node though this sending may still be applied.</summary>
    public bool MayBeRepeatedElsewhere { get; protected set; }

    /// <summary>Where it is listed; null where its end has been decided.</summary>
    internal AttemptList? List { get; set; }

    internal Attempt? Previous { get; set; }

    internal Attempt? Next { get; set; }

    /// <summary>Ends the waiting with a fault. Only for who has taken it off its list.</summary>
    public abstract void GiveUp(Exception why);

    private static ExecutionContext Capture()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }
}
