using System.Net;
using RedisSafety.Replication;

namespace RedisSafety.Topology;

/// <summary>The current topology of a deployment, and the signals that end a wait for a better one.</summary>
internal interface IDeploymentWatch
{
    /// <summary>The latest snapshot.</summary>
    DeploymentSnapshot Current { get; }

    /// <summary>Every node that is watched, whether it answers or not.</summary>
    IReadOnlyList<DeploymentNode> Nodes { get; }

    /// <summary>The replication histories that followed each other.</summary>
    ReplicationHistories Histories { get; }

    /// <summary>Whether every shard's primary has reported the history that it writes.</summary>
    bool KnowsEveryHistory { get; }

    /// <summary>Completes when <see cref="Current"/> is replaced. Take it before reading the snapshot.</summary>
    Task Changed { get; }

    /// <summary>Completes when a node next reports how far it has come. Take it before reading what is known.</summary>
    Task NextProgress();

    /// <summary>Observes the nodes sooner and more often, because a call met a fault.</summary>
    /// <param name="node">The node of the fault; <see langword="null"/> if there was none.</param>
    /// <param name="layoutIsOld">Whether the fault shows that the slots have moved.</param>
    void Suspect(DeploymentNode? node, bool layoutIsOld);

    /// <summary>Observes the nodes sooner, because a read waits to learn how far a replica has come.</summary>
    void Hasten();

    /// <summary>Observes the nodes now, because a call waits to learn what they are.</summary>
    void HastenForCall();

    /// <summary>Watches a node that the topology does not name yet.</summary>
    /// <returns>The node, which may have been watched before.</returns>
    DeploymentNode Watch(EndPoint endpoint);

    /// <summary>Starts to watch. Later calls do nothing.</summary>
    void Start();

    /// <summary>Whether a primary writes this history.</summary>
    bool HasHistory(ulong history);

    /// <summary>Whether the primary of a shard that a node does not belong to writes this history.</summary>
    bool IsHistoryOfAnotherShard(ulong history, DeploymentNode node);

    /// <summary>A position that holds everything acknowledged in a history up to a moment; unknown if no primary has reported one.</summary>
    ReplicationPosition PlaceOf(string history, long moment);

    /// <summary>Gives for every shard a position that holds everything acknowledged up to a moment.</summary>
    /// <returns>Whether every shard has one.</returns>
    bool TryPlaceAll(long moment, Action<ReplicationPosition> add);
}
