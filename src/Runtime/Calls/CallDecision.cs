using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>The one place that turns the fault of an attempt into the next step of its call.</summary>
/// <param name="Fault">The meaning of the fault.</param>
/// <param name="Step">The next step.</param>
internal readonly record struct CallDecision(Fault Fault, CallStep Step)
{
    // With the back-off this is half a second at least: by then the watch has seen whether a failover is the cause.
    private const int DiscardsBorne = 8;

    // More answers than this that cannot be used, one after the other, mean that something has to be waited for.
    private const int UnsureBorne = 2;

    /// <summary>Whether the call is sent again.</summary>
    public bool SendsAgain => Step >= CallStep.SendAgain;

    /// <summary>Whether the fault shows that the layout of the slots is old.</summary>
    public bool LayoutIsOld => Fault.Cause is FaultCause.Moved or FaultCause.ClusterDown;

    /// <summary>Whether the node refused a write as a replica does.</summary>
    public bool IsRefusedWrite => Fault.Cause == FaultCause.ReadOnly;

    /// <summary>Decides what follows a fault.</summary>
    /// <param name="exception">The fault.</param>
    /// <param name="operation">The call.</param>
    /// <param name="node">The node of the attempt; <see langword="null"/> if there was none.</param>
    /// <param name="repetitions">How many attempts in a row have ended with the same cause, this one included.</param>
    public static CallDecision Of(Exception exception, RedisOperation operation, DeploymentNode? node, Func<FaultCause, int> repetitions)
    {
        var fault = Fault.Of(exception, operation.RunsScript, node?.Database?.Multiplexer.IsConnected == true);
        return new(fault, exception is NoNodeException { IsFinal: true } ? CallStep.GiveUp : StepAfter(fault, operation, repetitions));
    }

    private static CallStep StepAfter(Fault fault, RedisOperation operation, Func<FaultCause, int> repetitions)
    {
        if (!fault.IsTransient)
        {
            return CallStep.Throw;
        }

        if (!fault.NotApplied && !Fault.MayBeRepeated(operation.RetryCategory))
        {
            return CallStep.GiveUp;
        }

        return fault.Cause switch
        {
            // A transaction that is discarded again and again is wrong in itself.
            FaultCause.Discarded when repetitions(fault.Cause) >= DiscardsBorne => CallStep.Throw,
            FaultCause.Ask => CallStep.FollowRedirection,
            FaultCause.Unsure when repetitions(fault.Cause) <= UnsureBorne => CallStep.SendAgainAtOnce,
            _ => CallStep.SendAgain,
        };
    }
}
