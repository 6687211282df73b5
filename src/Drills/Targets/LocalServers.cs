namespace RedisSafety.Drills.Targets;

/// <summary>Running servers, and the two things that a scenario does with them.</summary>
internal sealed record LocalServers : IAsyncDisposable
{
    /// <summary>How clients reach them.</summary>
    public required string Configuration { get; init; }

    /// <summary>The nodes of the shard that fails over.</summary>
    public required IReadOnlyList<NodeAddress> Nodes { get; init; }

    /// <summary>The name that leads to the primary; <see langword="null"/> if clients know the nodes.</summary>
    public NodeAddress? Endpoint { get; init; }

    /// <summary>Triggers the fault.</summary>
    public required Func<Action<string>, CancellationToken, Task> DisturbAsync { get; init; }

    /// <summary>Puts the servers back.</summary>
    public Func<Action<string>, CancellationToken, Task> RestoreAsync { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Ends the servers.</summary>
    public required Func<ValueTask> EndAsync { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => EndAsync();
}
