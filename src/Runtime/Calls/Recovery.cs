using Polly;
using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>A call after its first fault: what has been tried, and what the next attempt has to mind.</summary>
internal abstract class Recovery(RedisOperation operation, DeploymentNode? node, int version, Exception fault, long startedAt)
{
    public static readonly ResiliencePropertyKey<Recovery> Key = new("RedisSafety.Recovery");

    private readonly List<string> _nodes = node is null ? [] : [node.Name];

    public RedisOperation Operation { get; } = operation;

    public long StartedAt { get; } = startedAt;

    /// <summary>The node of the last attempt.</summary>
    public DeploymentNode? Node { get; private set; } = node;

    /// <summary>The snapshot by which that node was chosen.</summary>
    public int Version { get; private set; } = version;

    public int Attempts { get; private set; } = node is null ? 0 : 1;

    public IReadOnlyList<string> Nodes => _nodes;

    public Exception LastFault { get; private set; } = fault;

    /// <summary>The first fault, which was met before the pipeline was entered; <see langword="null"/> once it has been told.</summary>
    public Exception? Untold { get; set; } = fault;

    /// <summary>Whether an attempt that failed may have changed data.</summary>
    public bool MayHaveBeenApplied { get; private set; } = node is not null && Changes(operation) && IsAmbiguous(fault);

    /// <summary>How often in a row the server discarded the call as a transaction.</summary>
    public int Discards { get; private set; } = IsDiscard(fault) ? 1 : 0;

    /// <summary>Whether the next attempt follows the redirection of a slot that is being moved.</summary>
    public bool FollowsRedirection { get; set; }

    public void Sending(DeploymentNode? target, int version)
    {
        Node = target;
        Version = version;
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

    public void Failed(Exception fault)
    {
        LastFault = fault;
        Discards = IsDiscard(fault) ? Discards + 1 : 0;
        MayHaveBeenApplied |= Node is not null && Changes(Operation) && IsAmbiguous(fault);
    }

    private static bool Changes(RedisOperation operation) => operation.Route == RedisRoute.Primary;

    private static bool IsDiscard(Exception fault) => Fault.Of(fault).Cause == Fault.Discarded;

    private static bool IsAmbiguous(Exception fault)
    {
        var known = Fault.Of(fault);
        return fault is OperationCanceledException || (known.IsTransient && !known.NotApplied);
    }
}
