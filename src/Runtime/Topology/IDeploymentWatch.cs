namespace RedisSafety.Topology;

/// <summary>The current topology of a deployment, and the signals that end a wait for a better one.</summary>
internal interface IDeploymentWatch
{
    /// <summary>The latest snapshot.</summary>
    DeploymentSnapshot Current { get; }

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
}
