using Polly;
using RedisSafety.Routing;
using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>A call after its first fault: its attempts, and what the next one depends on.</summary>
internal abstract class Recovery
{
    public static readonly ResiliencePropertyKey<Recovery> Key = new("RedisSafety.Recovery");

    private readonly List<string> _nodes = [];
    private FaultCause _cause;
    private bool _asksForConfirmation;
    private int _repetitions;

    /// <param name="operation">The call.</param>
    /// <param name="destination">The node of the first attempt, if there was one.</param>
    /// <param name="version">The snapshot by which that node was chosen.</param>
    /// <param name="startedAt">The start of the call.</param>
    protected Recovery(RedisOperation operation, in Destination destination, int version, long startedAt)
    {
        Operation = operation;
        StartedAt = startedAt;
        Sending(destination, version);
    }

    public RedisOperation Operation { get; }

    public long StartedAt { get; }

    /// <summary>The node of the last attempt.</summary>
    public DeploymentNode? Node { get; private set; }

    /// <summary>The snapshot by which that node was chosen.</summary>
    public int Version { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>The nodes that were tried, in order, each once.</summary>
    public IReadOnlyList<string> Nodes => _nodes;

    public Exception? LastFault { get; private set; }

    /// <summary>The decision on the last fault.</summary>
    public CallDecision Decision { get; private set; }

    /// <summary>The first fault, until the pipeline has seen it.</summary>
    public Exception? Unseen { get; private set; }

    /// <summary>Whether a replica did not have the key, so that the primary has to confirm that it is missing.</summary>
    public bool ConfirmsMissing { get; private set; }

    /// <summary>Whether an attempt that failed may have changed data.</summary>
    public bool MayHaveBeenApplied { get; private set; }

    /// <summary>Records where an attempt is sent.</summary>
    public void Sending(in Destination destination, int version)
    {
        var target = destination.Node;
        Node = target;
        Version = version;
        _asksForConfirmation = destination.ConfirmsMissing;
        if (target is null)
        {
            return;
        }

        Attempts++;
        if (!_nodes.Contains(target.Name))
        {
            _nodes.Add(target.Name);
        }
    }

    /// <summary>Records the fault of the last attempt.</summary>
    /// <returns>What follows it.</returns>
    public CallDecision Failed(Exception fault)
    {
        if (_asksForConfirmation && MissingKey.IsReportedBy(fault))
        {
            fault = MissingKeyException.At(Node!);
        }

        ConfirmsMissing |= fault is MissingKeyException;
        var decision = CallDecision.Of(fault, Operation, Node, cause => cause == _cause ? _repetitions + 1 : 1);
        _repetitions = decision.Fault.Cause == _cause ? _repetitions + 1 : 1;
        _cause = decision.Fault.Cause;
        LastFault = fault is ConfirmedRefusalException { InnerException: { } refusal } ? refusal : fault;
        Decision = decision;
        MayHaveBeenApplied |= Node is not null && Operation.HasEffect
            && (fault is OperationCanceledException || (decision.Fault.IsTransient && !decision.Fault.NotApplied));
        return decision;
    }

    /// <summary>Records the fault of the first attempt, which the pipeline sees first.</summary>
    public CallDecision FailedFirst(Exception fault)
    {
        var decision = Failed(fault);
        Unseen = LastFault;
        return decision;
    }

    /// <summary>Takes the first fault, once.</summary>
    public Exception? TakeUnseen()
    {
        var fault = Unseen;
        Unseen = null;
        return fault;
    }
}
