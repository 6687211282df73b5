using System.Net;
using RedisSafety.Replication;
using StackExchange.Redis;

namespace RedisSafety.Topology;

/// <summary>
/// One node of a deployment: its identity, what it was last observed to be, and how far it has replicated. Its connections belong to a
/// derived class.
/// </summary>
internal abstract class DeploymentNode
{
    private readonly TimeProvider _time;
    private NodeState _state = NodeState.Initial;

    protected DeploymentNode(EndPoint endpoint, TimeProvider time)
    {
        EndPoint = endpoint;
        Name = NodeName.Of(endpoint);
        _time = time;
        Calls = new(time);
    }

    public EndPoint EndPoint { get; }

    /// <summary>The endpoint as text, which identifies the node.</summary>
    public string Name { get; }

    /// <summary>The state of the node. Its owner replaces it as a whole.</summary>
    public NodeState State
    {
        get => Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, value);
    }

    /// <summary>The answer of the node when it was last asked.</summary>
    public NodeObservation Observation => State.Observation;

    /// <summary>How far the node is known to have come as a replica.</summary>
    public Watermark Watermark { get; } = new();

    /// <summary>How far the node had come as a primary, and when.</summary>
    public PrimaryTimeline Timeline { get; } = new();

    /// <summary>The calls under way at the node.</summary>
    public CallCounter Calls { get; }

    /// <summary>The current time, on the clock of every time stamp of the node.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>The database that calls are sent to; <see langword="null"/> until the node has been connected once.</summary>
    public abstract IDatabase? Database { get; }

    /// <summary>The availability zone of the node; <see langword="null"/> if it is not known.</summary>
    public abstract string? Zone { get; }

    /// <summary>
    /// Whether the server that calls are sent to has reported that it is the primary when it was asked after <paramref name="moment"/>.
    /// Then it has everything that was acknowledged before, whichever node was the primary then.
    /// </summary>
    public bool IsPrimarySince(long moment) =>
        Observation is { Role: NodeRole.Primary } observation && observation.AskedAt >= moment && (!observation.CanTellPlace || observation.Position.IsKnown);

    /// <summary>Counts a call that is about to be sent, and has a primary that could be replaced watched for stalls.</summary>
    /// <param name="isForPrimary">Whether the call goes to the node because it is the primary.</param>
    /// <param name="sentAt">A moment just before the call is sent.</param>
    public void Sent(bool isForPrimary, long sentAt)
    {
        Calls.Sent(sentAt);
        if (isForPrimary && State.CanBeReplaced)
        {
            WatchForStalls();
        }
    }

    /// <summary>Records that the node refused a write as a replica does.</summary>
    public abstract void RefusedWrite();

    /// <summary>Opens the connection for calls that follow the redirection of a slot which is being moved to the node.</summary>
    public abstract Task<IDatabase> OpenForRedirectionsAsync();

    /// <summary>Asks the node where it moves one of its slots to.</summary>
    /// <returns>The addresses of the one node; none if the slot is not being moved, or the node does not say.</returns>
    public abstract Task<IReadOnlyList<EndPoint>> FindTargetAsync(int slot);

    protected abstract void WatchForStalls();
}
