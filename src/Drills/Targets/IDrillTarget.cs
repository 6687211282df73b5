namespace RedisSafety.Drills.Targets;

/// <summary>A deployment and what a drill does to it.</summary>
internal interface IDrillTarget : IAsyncDisposable
{
    /// <summary>The name of the scenario.</summary>
    string Name { get; }

    /// <summary>One sentence: what happens.</summary>
    string Description { get; }

    /// <summary>How clients reach the deployment, in StackExchange.Redis's form.</summary>
    string Configuration { get; }

    /// <summary>The nodes of the shard that fails over.</summary>
    IReadOnlyList<NodeAddress> Nodes { get; }

    /// <summary>The name under which clients find the primary; <see langword="null"/> if they know the nodes.</summary>
    NodeAddress? Endpoint { get; }

    /// <summary>The credentials and the encryption of a connection.</summary>
    DeploymentAccess Access { get; }

    /// <summary>The hash tag of all keys of the drill.</summary>
    string Tag { get; }

    /// <summary>True if another node becomes the primary.</summary>
    bool ExpectsFailover { get; }

    /// <summary>True if the first primary is the primary again when the disturbance has ended.</summary>
    bool ReturnsToFirst { get; }

    /// <summary>Triggers the fault, and returns when nothing more is to be triggered.</summary>
    /// <param name="note">Gets each event at the moment at which it happens.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    Task DisturbAsync(Action<string> note, CancellationToken cancellationToken);

    /// <summary>Puts the deployment back into its former state, as far as it does not do that by itself.</summary>
    /// <param name="note">Gets each event at the moment at which it happens.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    Task RestoreAsync(Action<string> note, CancellationToken cancellationToken);
}
